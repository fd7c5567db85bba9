// Everything that needs no editor: node --test dist-test/unit.js
import './architecture.test';
import './confirmation.test';
import './files.test';
import './live.test';
import './outline.test';
import './package.test';
import './restarts.test';
import './serverPath.test';
import './settings.test';
import './status.test';
import './words.test';

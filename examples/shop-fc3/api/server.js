'use strict';
const http = require('http');

http
  .createServer((request, response) => {
    response.end(request.url === '/healthz' ? 'ok' : JSON.stringify({ path: request.url }));
  })
  .listen(process.env.PORT || 9000);

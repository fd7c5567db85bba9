'use strict';

exports.handler = async () => ({ statusCode: 200, body: '<h1>Shop</h1>' });

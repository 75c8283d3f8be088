module.exports = require('nomba-revoke/workerd');

// Keeps a test process from every address but loopback ones: a call without a `baseUrl` means the
// vendor's production servers. An attempt ends the process, whatever the test makes of its error.
import net from 'node:net';

const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...given) {
  const [first, second] = Array.isArray(given[0]) ? given[0] : given;
  const options = typeof first === 'object' && first !== null ? first : { port: first, host: second };
  const host = options.host ?? 'localhost';
  const loopback = /^(localhost|.*\.localhost|127\.[\d.]+|::1|\[::1\])$/.test(host);
  if (options.path === undefined && !loopback) {
    process.stderr.write(`A test tried to reach ${host}. Tests reach loopback addresses only.\n`);
    process.exit(86);
  }
  return connect.apply(this, given);
};

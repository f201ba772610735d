// The smallest thing that runs: no dependencies, one line of Procfile.
const http = require('http');

const greeting = process.env.GREETING || 'Hello from StackBlaze';
const server = http.createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(`${greeting}\n`);
});
process.on('SIGTERM', () => server.close());
server.listen(Number(process.env.PORT) || 8080, '0.0.0.0');

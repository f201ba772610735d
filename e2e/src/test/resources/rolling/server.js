// Answers with its release, counts what is uploaded, and echoes WebSocket frames of less than 126 bytes.
const http = require('node:http');
const crypto = require('node:crypto');

const release = 0;

const server = http.createServer((request, response) => {
  let bytes = 0;
  request.on('data', (chunk) => { bytes += chunk.length; });
  request.on('end', () => response.end(request.method === 'POST' ? String(bytes) : String(release)));
});

server.on('upgrade', (request, socket) => {
  const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n'
    + 'Sec-WebSocket-Accept: ' + crypto.createHash('sha1').update(key).digest('base64') + '\r\n\r\n');
  let waiting = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    waiting = Buffer.concat([waiting, chunk]);
    while (waiting.length >= 6 && waiting.length >= 6 + (waiting[1] & 127)) {
      const size = waiting[1] & 127;
      const payload = Buffer.from(waiting.subarray(6, 6 + size)).map((byte, i) => byte ^ waiting[2 + i % 4]);
      socket.write(Buffer.concat([Buffer.from([waiting[0], size]), payload]));
      waiting = waiting.subarray(6 + size);
    }
  });
  socket.on('error', () => socket.destroy());
});

server.listen(process.env.PORT, '0.0.0.0');

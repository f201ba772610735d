// Serves a folder of files: node serve.mjs <folder>, on 0.0.0.0:$PORT.
import { createReadStream } from 'node:fs';
import { readFile, realpath, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, sep } from 'node:path';
import { pipeline } from 'node:stream';
import { createGzip } from 'node:zlib';

const TYPES = {
  '.html': 'text/html; charset=utf-8', '.css': 'text/css; charset=utf-8', '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8', '.json': 'application/json', '.map': 'application/json',
  '.txt': 'text/plain; charset=utf-8', '.md': 'text/markdown; charset=utf-8', '.xml': 'application/xml',
  '.svg': 'image/svg+xml', '.png': 'image/png', '.jpg': 'image/jpeg', '.jpeg': 'image/jpeg', '.gif': 'image/gif',
  '.webp': 'image/webp', '.avif': 'image/avif', '.ico': 'image/vnd.microsoft.icon', '.woff': 'font/woff',
  '.woff2': 'font/woff2', '.ttf': 'font/ttf', '.wasm': 'application/wasm', '.pdf': 'application/pdf',
  '.mp4': 'video/mp4', '.webm': 'video/webm', '.mp3': 'audio/mpeg', '.webmanifest': 'application/manifest+json',
};
const HIDDEN = new Set(['blueprint.yaml', '_redirects']);
const HASHED = /[.-](?=[\w-]*\d)[\w-]{8,}\.\w+$/;
const TEXT = /^(text|application\/(json|xml|manifest)|image\/svg)/;

const root = await realpath(process.argv[2] ?? '.');
const redirects = await readRedirects();

// A file to send for a decoded path; undefined when there is none, a string to redirect to a folder's own address.
async function find(path) {
  const parts = path.split('/').filter((part) => part !== '');
  const hidden = parts.some((part, i) => part.startsWith('.') && !(i === 0 && part === '.well-known'));
  if (path.includes('\0') || path.includes('\\') || hidden || HIDDEN.has(parts.join('/'))) return undefined;
  const base = join(root, ...parts);
  for (const name of path.endsWith('/') ? [join(base, 'index.html')] : [base, base + '.html']) {
    const found = await regular(name);
    if (found) return found;
  }
  return !path.endsWith('/') && await regular(join(base, 'index.html')) ? path + '/' : undefined;
}

async function regular(name) {
  try {
    const real = await realpath(name);
    const info = await stat(real);
    return info.isFile() && real.startsWith(root + sep) ? { name: real, info } : undefined;
  } catch {
    return undefined;
  }
}

// Lines of "from to [status]", as Netlify has them: first match wins, * is :splat, 200 rewrites.
async function readRedirects() {
  const text = await readFile(join(root, '_redirects'), 'utf8').catch(() => '');
  return text.split('\n').map((line) => line.replace(/(^|\s)#.*/, '').trim().split(/\s+/)).filter((words) => words.length > 1)
    .map(([from, to, status]) => ({ parts: from.split('/'), to, status: parseInt(status ?? '301', 10), force: /!$/.test(status ?? '') }));
}

function redirect(path, forced) {
  for (const rule of redirects.filter((one) => !forced || one.force)) {
    const parts = path.split('/');
    const values = {};
    const fits = rule.parts.every((part, i) => {
      if (part === '*') values.splat = parts.slice(i).join('/');
      else if (part.startsWith(':') && parts[i]) values[part.slice(1)] = parts[i];
      else return part === (parts[i] ?? '');
      return true;
    }) && (rule.parts.at(-1) === '*' || rule.parts.length === parts.length);
    if (fits) return { ...rule, to: rule.to.replace(/:([A-Za-z]\w*)/g, (all, name) => values[name] ?? all) };
  }
  return undefined;
}

function send(request, response, { name, info }, status) {
  const type = TYPES[extname(name).toLowerCase()] ?? 'application/octet-stream';
  const tag = `W/"${info.size.toString(36)}-${Math.round(info.mtimeMs).toString(36)}"`;
  response.setHeader('Content-Type', type);
  response.setHeader('Cache-Control', HASHED.test(name) && status === 200 ? 'public, max-age=31536000, immutable' : 'no-cache');
  response.setHeader('ETag', tag);
  response.setHeader('Last-Modified', info.mtime.toUTCString());
  if (status === 200 && request.headers['if-none-match']?.includes(tag)) return response.writeHead(304).end();
  const zip = TEXT.test(type) && info.size > 1024;
  if (zip) response.setHeader('Vary', 'Accept-Encoding');
  const zipped = zip && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
  response.setHeader(...(zipped ? ['Content-Encoding', 'gzip'] : ['Content-Length', info.size]));
  response.writeHead(status);
  if (request.method === 'HEAD') return response.end();
  const steps = [createReadStream(name), ...(zipped ? [createGzip()] : []), response];
  return pipeline(steps, (error) => { if (error) response.destroy(); });
}

async function answer(request, response) {
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return response.writeHead(405, { Allow: 'GET, HEAD' }).end();
  }
  const [raw, query] = request.url.split(/\?(.*)/s);
  let path;
  try {
    path = decodeURIComponent(raw);
  } catch {
    return response.writeHead(400).end('Bad address.\n');
  }
  const forced = redirect(path, true);
  let found = forced ? undefined : await find(path);
  // Two slashes at the start would name another host.
  if (typeof found === 'string') {
    return response.writeHead(301, { Location: encodeURI(found.replace(/^\/+/, '/')) + (query ? '?' + query : '') }).end();
  }
  if (found) return send(request, response, found, 200);
  const rule = forced ?? redirect(path, false);
  if (rule && rule.status >= 300 && rule.status < 400) return response.writeHead(rule.status, { Location: encodeURI(rule.to) }).end();
  found = rule && rule.to.startsWith('/') ? await find(rule.to) : undefined;
  if (found && typeof found !== 'string') return send(request, response, found, rule.status);
  const missing = await regular(join(root, '404.html'));
  if (missing) return send(request, response, missing, 404);
  return response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' }).end('There is nothing at this address.\n');
}

const server = createServer((request, response) => answer(request, response).catch((error) => {
  console.error(error.message);
  response.headersSent ? response.destroy() : response.writeHead(500).end();
}));
server.listen(Number(process.env.PORT ?? 8080), '0.0.0.0', () => console.log(`Serving ${process.argv[2] ?? '.'}.`));
process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});

// The page, without any logic of the shop.
const escape = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const euros = (cents) => `${(Number(cents) / 100).toFixed(2)} €`;
const clock = (date) => new Date(date).toISOString().slice(11, 19);

const style = `
  :root { color-scheme: light dark; --ink: #1d2433; --soft: #69748a; --line: #e3e7ee; --paper: #fff; --ground: #f5f6f9;
    --accent: #3653d9; --done: #14804a; --wait: #a15c00; }
  @media (prefers-color-scheme: dark) { :root { --ink: #e7eaf1; --soft: #98a2b6; --line: #2b3344; --paper: #171c27;
    --ground: #0f131b; --accent: #8ea2ff; --done: #58c98f; --wait: #e0a458; } }
  * { box-sizing: border-box }
  body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
  main { max-width: 54rem; margin: 0 auto; padding: 2.5rem 1.25rem; display: grid; gap: 1.5rem }
  h1 { margin: 0; font-size: 1.7rem; letter-spacing: -.02em } h2 { margin: 0 0 .75rem; font-size: 1.05rem }
  p { margin: .25rem 0; color: var(--soft) }
  section, form { background: var(--paper); border: 1px solid var(--line); border-radius: 14px; padding: 1.25rem }
  form { display: flex; gap: .75rem; flex-wrap: wrap; align-items: end } label { display: grid; gap: .25rem; color: var(--soft) }
  select, input, button { font: inherit; padding: .5rem .75rem; border-radius: 9px; border: 1px solid var(--line);
    background: var(--ground); color: var(--ink) }
  button { background: var(--accent); border-color: var(--accent); color: var(--paper); font-weight: 600; cursor: pointer }
  .scroll { overflow-x: auto } table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums }
  th { text-align: left; font-weight: 500; color: var(--soft) } th, td { padding: .45rem .6rem .45rem 0; border-top: 1px solid var(--line) }
  tr:first-child th { border-top: 0 } .done { color: var(--done) } .waiting { color: var(--wait) } footer { color: var(--soft); font-size: .85rem }`;

const refresh = `
  setInterval(async () => {
    try {
      const text = await (await fetch('/')).text();
      const fresh = new DOMParser().parseFromString(text, 'text/html');
      for (const id of ['orders', 'totals']) document.getElementById(id).innerHTML = fresh.getElementById(id).innerHTML;
    } catch { /* the next round tries again */ }
  }, 2000);`;

const row = (cells) => `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;

const state = (order) =>
  order.done_at
    ? `<span class="done">done ${clock(order.done_at)} by ${escape(order.done_by)}</span>`
    : '<span class="waiting">waiting for the worker</span>';

function page({ items, orders, totals, instance, release }) {
  const options = Object.keys(items).map((item) => `<option>${escape(item)}</option>`).join('');
  const orderRows = orders.map((o) =>
    row([`#${o.id}`, escape(o.item), o.quantity, euros(o.cents), clock(o.placed_at), state(o)]));
  const totalRows = totals.map((t) => row([clock(t.minute).slice(0, 5), t.orders, t.done, euros(t.cents)]));
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shop</title><style>${style}</style></head>
<body><main>
<header><h1>The corner shop</h1><p>The page writes orders to Postgres, a worker takes them from a Redis queue, a job adds them up every minute.</p></header>
<form method="post" action="/orders">
<label>What <select name="item">${options}</select></label>
<label>How many <input name="quantity" type="number" min="1" max="99" value="1" required></label>
<button>Order</button></form>
<section id="orders"><h2>Orders</h2><div class="scroll"><table>
<tr><th>No.</th><th>What</th><th>How many</th><th>Price</th><th>Placed</th><th>State</th></tr>
${orderRows.join('\n') || '<tr><td colspan="6">No order yet.</td></tr>'}</table></div></section>
<section id="totals"><h2>Totals by minute</h2><div class="scroll"><table>
<tr><th>Minute</th><th>Orders</th><th>Done</th><th>Turnover</th></tr>
${totalRows.join('\n') || '<tr><td colspan="4">The first total comes with the next full minute.</td></tr>'}</table></div></section>
<footer>Served by ${escape(instance)}, release ${escape(release)}. Times are UTC.</footer>
</main><script>${refresh}</script></body></html>
`;
}

module.exports = { page };

"use strict";
const table = document.getElementById("postings");
const body = table.tBodies[0];
const rows = [...body.rows];
const words = document.getElementById("find");
const role = document.getElementById("role");
const shown = document.getElementById("shown");
const filter = () => {
  const asked = words.value.toLowerCase().split(/\s+/);
  let count = 0;
  for (const row of rows) {
    const text = row.textContent.toLowerCase();
    const wanted = asked.every(word => text.includes(word)) &&
      (!role.value || row.dataset.role === role.value);
    row.hidden = !wanted;
    count += wanted;
  }
  shown.textContent = count + " of " + rows.length + " shown";
};
const key = (row, at) => row.cells[at].dataset.key || row.cells[at].textContent.trim();
const sort = (head, at) => {
  const down = head.getAttribute("aria-sort") === "ascending";
  for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", down ? "descending" : "ascending");
  const compare = (a, b) => {
    const [one, two] = [key(a, at), key(b, at)];
    if (!one || !two) return !one - !two;
    const order = one.localeCompare(two, "en", { numeric: true });
    return down ? -order : order;
  };
  body.append(...[...rows].sort(compare));
};
[...table.tHead.rows[0].cells].forEach((head, at) => {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  button.addEventListener("click", () => sort(head, at));
  head.replaceChildren(button);
});
words.addEventListener("input", filter);
role.addEventListener("change", filter);
document.getElementById("filter").hidden = false;
filter();

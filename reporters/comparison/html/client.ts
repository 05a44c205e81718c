/** The page's own script, as text: its hash stands in the Content-Security-Policy. Plain DOM, no dependencies. */
export const CLIENT = String.raw`"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const bar = document.querySelector(".filters");
  const query = byId("q"), status = byId("status"), dialog = byId("cell");
  const selects = ["by", "level", "spec", "profile"].map(byId).filter(Boolean);
  const buttons = all("[data-view]", bar);
  const state = { show: "asked", q: "", by: "", level: "", spec: "", profile: "" };
  const rows = all("#rules .row").map((node) => {
    const { views, by, level, spec, profiles } = node.dataset;
    return { node, views: ["every", ...views.split(" ")], by: by.split(" "), level, spec, profiles: profiles.split(" "), text: node.querySelector("th").textContent.toLowerCase() };
  });

  const write = () => {
    const parameters = new URLSearchParams();
    for (const name of Object.keys(state)) if (state[name] && !(name === "show" && state.show === "asked")) parameters.set(name, state[name]);
    const hash = parameters.toString();
    history.replaceState(null, "", hash ? "#" + hash : location.pathname + location.search);
  };

  const read = () => {
    const parameters = new URLSearchParams(location.hash.slice(1));
    const show = parameters.get("show");
    state.show = buttons.some((button) => button.dataset.view === show) ? show : "asked";
    state.q = parameters.get("q") || "";
    for (const select of selects) {
      const wanted = parameters.get(select.id) || "";
      state[select.id] = [...select.options].some((option) => option.value === wanted) ? wanted : "";
    }
  };

  const apply = () => {
    const terms = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const counts = {};
    let shown = 0, fitting = 0;
    for (const row of rows) {
      const fits = (!state.by || row.by.includes(state.by)) && (!state.level || row.level === state.level) && (!state.spec || row.spec === state.spec) && (!state.profile || row.profiles.includes(state.profile)) && terms.every((term) => row.text.includes(term));
      if (fits) for (const view of row.views) counts[view] = (counts[view] || 0) + 1;
      const keep = fits && row.views.includes(state.show);
      row.node.hidden = !keep;
      if (keep) shown += 1;
    }
    for (const body of all("#rules tbody")) body.hidden = !body.querySelector(".row:not([hidden])");
    for (const node of all("[data-count]", bar)) node.textContent = String(counts[node.dataset.count] || 0);
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.view === state.show));
    for (const select of selects) select.value = state[select.id];
    if (query.value !== state.q) query.value = state.q;
    byId("rules").hidden = shown === 0;
    document.querySelector(".nothing").hidden = shown > 0;
    status.textContent = shown + " of " + rows.length + " rules";
    byId("reset").hidden = !(state.q || state.show !== "asked" || selects.some((select) => state[select.id]));
  };

  const change = () => { apply(); write(); };
  const clear = () => { for (const name of Object.keys(state)) state[name] = name === "show" ? "asked" : ""; change(); };

  for (const button of buttons) button.addEventListener("click", () => { state.show = button.dataset.view; change(); });
  for (const select of selects) select.addEventListener("change", () => { state[select.id] = select.value; change(); });
  query.addEventListener("input", () => { state.q = query.value; change(); });
  for (const button of all(".reset")) button.addEventListener("click", () => { clear(); query.focus(); });

  // The data is parsed when the first cell is opened; its texts are markup that was escaped when the page was made.
  let data;
  const open = (button) => {
    data = data || JSON.parse(byId("data").textContent);
    const row = button.closest("tr"), at = button.closest("td");
    byId("cell-who").textContent = at.querySelector(".of").textContent + ": " + button.firstChild.textContent + " " + button.childNodes[1].textContent.trim() + (at.querySelector(".note") ? ", " + at.querySelector(".note").textContent : "");
    byId("cell-title").textContent = row.querySelector(".rule").textContent;
    byId("cell-cite").replaceChildren(...[...row.querySelector(".cite").cloneNode(true).childNodes]);
    const inside = byId("cell-inside");
    inside.innerHTML = data.cells[button.dataset.cell] || "";
    for (const place of all("[data-exchange]", inside)) place.innerHTML = data.exchanges[Number(place.dataset.exchange)] || "";
    dialog.showModal();
    dialog.scrollTop = 0;
  };
  byId("rules").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-cell]");
    if (button) open(button);
  });
  byId("close").addEventListener("click", () => dialog.close());
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  dialog.addEventListener("close", () => byId("cell-inside").replaceChildren());

  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName);
    if (event.key !== "/" || typing || dialog.open || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    query.focus();
    query.select();
  });
  const restore = (move) => {
    // The hash is either a place on the page, or the filters.
    if (location.hash && !location.hash.includes("=")) return;
    read();
    apply();
    if (move && location.hash) byId("matrix").scrollIntoView();
  };
  window.addEventListener("hashchange", () => restore(true));
  bar.hidden = false;
  read();
  apply();
  if (location.hash.includes("=")) byId("matrix").scrollIntoView();
})();
`;

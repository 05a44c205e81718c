/** The page's own script, as text: its hash stands in the Content-Security-Policy. Plain DOM, no dependencies. */
export const CLIENT = String.raw`"use strict";
(() => {
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const views = { checks: byId("checks"), requirements: byId("requirements") };
  const bar = document.querySelector(".filters");
  const query = byId("q"), level = byId("level"), spec = byId("spec"), status = byId("status"), reset = byId("reset");
  const boxes = all("input[name=outcome]", bar);
  const state = { view: "checks", outcome: new Set(), level: "", spec: "", q: "", at: "" };

  // A unit is what a filter keeps or drops: a verdict in one view, a clause in the other.
  const unit = (node, item, text) => ({ node, item, text: text.toLowerCase(), outcome: node.dataset.outcome, level: node.dataset.level || "", spec: node.dataset.spec || "" });
  const checkUnits = all(".check", views.checks).flatMap((check) => {
    const head = check.querySelector("summary").textContent + " " + all(".step, .because", check).map((step) => step.textContent).join(" ");
    const clauses = all(".clause", check);
    if (clauses.length === 0) return [unit(check, check, head)];
    return clauses.map((clause) => {
      const block = clause.closest(".block");
      return { ...unit(clause, check, head + " " + clause.textContent + " " + block.querySelector(".judged").textContent + " " + block.querySelector(".block-head").textContent), block };
    });
  });
  const units = { checks: checkUnits, requirements: all(".requirement", views.requirements).map((node) => unit(node, node, node.textContent)) };

  const filtered = () => state.outcome.size > 0 || state.level !== "" || state.spec !== "" || state.q !== "";

  const write = (push) => {
    const parameters = new URLSearchParams();
    if (state.view !== "checks") parameters.set("view", state.view);
    if (state.outcome.size > 0) parameters.set("outcome", [...state.outcome].join(","));
    for (const name of ["level", "spec", "q", "at"]) if (state[name]) parameters.set(name, state[name]);
    const hash = parameters.toString();
    if (location.hash.slice(1) === hash) return;
    history[push ? "pushState" : "replaceState"](null, "", hash ? "#" + hash : location.pathname + location.search);
  };

  const read = () => {
    const hash = location.hash.slice(1);
    const plain = hash !== "" && !hash.includes("=");
    const parameters = new URLSearchParams(plain ? "" : hash);
    state.view = parameters.get("view") === "requirements" ? "requirements" : "checks";
    state.outcome = new Set((parameters.get("outcome") || "").split(",").filter((name) => boxes.some((box) => box.value === name)));
    state.level = [...level.options].some((option) => option.value === parameters.get("level")) ? parameters.get("level") : "";
    state.spec = [...spec.options].some((option) => option.value === parameters.get("spec")) ? parameters.get("spec") : "";
    state.q = parameters.get("q") || "";
    state.at = plain ? decodeURIComponent(hash) : parameters.get("at") || "";
  };

  const controls = () => {
    for (const box of boxes) box.checked = state.outcome.has(box.value);
    level.value = state.level;
    spec.value = state.spec;
    if (query.value !== state.q) query.value = state.q;
    for (const button of all("[data-view]", bar)) button.setAttribute("aria-pressed", String(button.dataset.view === state.view));
  };

  const apply = () => {
    const terms = state.q.toLowerCase().split(/\s+/).filter(Boolean);
    const counts = {};
    const kept = new Set();
    let shown = 0;
    for (const one of units[state.view]) {
      const fits = (!state.level || one.level === state.level) && (!state.spec || one.spec === state.spec) && terms.every((term) => one.text.includes(term));
      if (fits) counts[one.outcome] = (counts[one.outcome] || 0) + 1;
      const keep = fits && (state.outcome.size === 0 || state.outcome.has(one.outcome));
      one.node.hidden = !keep;
      if (!keep) continue;
      shown += 1;
      kept.add(one.item);
      if (one.block) kept.add(one.block);
    }
    for (const node of all(".check, .block", views.checks)) if (state.view === "checks") node.hidden = !kept.has(node);
    for (const node of all(".spec", views.requirements)) node.hidden = !node.querySelector(".requirement:not([hidden])");
    for (const name of Object.keys(views)) {
      views[name].hidden = name !== state.view;
      views[name].querySelector(".nothing").hidden = shown > 0;
    }
    for (const node of all("[data-count]", bar)) {
      node.textContent = String(counts[node.dataset.count] || 0);
      const chip = node.closest(".chip");
      chip.classList.toggle("zero", !counts[node.dataset.count]);
      chip.hidden = !state.outcome.has(node.dataset.count) && !units[state.view].some((one) => one.outcome === node.dataset.count);
    }
    const total = units[state.view].length;
    const checks = [...kept].filter((node) => node.classList.contains("check")).length;
    const where = state.view === "checks" ? " verdicts in " + checks + (checks === 1 ? " check" : " checks") : " clauses";
    status.textContent = shown === total ? total + where : shown + " of " + total + where;
    reset.hidden = !filtered();
    controls();
  };

  const clear = () => {
    state.outcome.clear();
    state.level = state.spec = state.q = "";
  };

  const reveal = (id, focus) => {
    const target = id && byId(id);
    if (!target) return;
    const view = Object.keys(views).find((name) => views[name].contains(target));
    if (view) state.view = view;
    apply();
    if (target.closest("[hidden]")) {
      clear();
      apply();
    }
    for (let node = target; node; node = node.parentElement) if (node.tagName === "DETAILS") node.open = true;
    target.scrollIntoView({ block: "start" });
    if (!focus) return;
    const inner = target.tagName === "DETAILS" ? target.querySelector("summary") : target;
    if (inner === target) target.tabIndex = -1;
    inner.focus({ preventScroll: true });
  };

  const change = (push) => {
    state.at = "";
    apply();
    write(push);
  };

  for (const box of boxes) box.addEventListener("change", () => {
    state.outcome = new Set(boxes.filter((one) => one.checked).map((one) => one.value));
    change(false);
  });
  level.addEventListener("change", () => { state.level = level.value; change(false); });
  spec.addEventListener("change", () => { state.spec = spec.value; change(false); });
  query.addEventListener("input", () => { state.q = query.value; change(false); });
  for (const button of all("[data-view]", bar)) button.addEventListener("click", () => { state.view = button.dataset.view; change(true); });
  for (const button of all(".reset")) button.addEventListener("click", () => { clear(); change(false); query.focus(); });

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const id = decodeURIComponent(link.getAttribute("href").slice(1));
    reveal(id, true);
    state.at = id;
    write(true);
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.key !== "/" || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    query.focus();
    query.select();
  });

  const restore = () => {
    read();
    apply();
    if (state.at) reveal(state.at, false);
  };
  window.addEventListener("popstate", restore);
  window.addEventListener("hashchange", restore);
  bar.hidden = false;
  restore();
})();
`;

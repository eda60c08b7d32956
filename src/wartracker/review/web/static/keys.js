// Keys of the review page. Everything here is a shortcut to a link or button that works without it.
"use strict";
(() => {
  const GUARD_MS = 200; // a second tap this soon after a new card would decide what nobody has read
  const GIVE_UP_MS = 12000;
  const $ = (selector) => document.querySelector(selector);
  const live = () => document.getElementById("live");
  let ready = performance.now() + GUARD_MS;
  let busy = false;
  let prefix = "";
  let prefixTimer = 0;

  document.documentElement.classList.add("js");

  // ---- one decision a card
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-decides]");
    if (!button) return;
    if (busy || performance.now() < ready) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    busy = true;
    setTimeout(() => { busy = false; }, GIVE_UP_MS);
  }, true);

  const settled = () => {
    busy = false;
    ready = performance.now() + GUARD_MS;
    label();
    const note = document.getElementById("note");
    const title = document.getElementById("t");
    const urgent = note && !note.classList.contains("done");
    const target = (urgent ? note : null) || document.getElementById("card") || note;
    if (target) target.focus({ preventScroll: true });
    window.scrollTo(0, 0);
    const told = [note && note.textContent, title && title.textContent].filter(Boolean);
    live().textContent = told.map((text) => text.trim().replace(/\s+/g, " ")).join(" Next: ");
  };
  ["htmx:afterSwap", "htmx:after:swap"].forEach((name) => document.addEventListener(name, settled));
  const failed = () => {
    busy = false;
    live().textContent = "The server did not answer; nothing was decided. Try again.";
    const note = document.getElementById("trouble") || document.createElement("p");
    note.id = "trouble";
    note.className = "note fault";
    note.textContent = live().textContent;
    document.getElementById("main").prepend(note);
  };
  ["htmx:sendError", "htmx:timeout", "htmx:error"].forEach((name) => document.addEventListener(name, failed));

  // ---- keys
  const keysOn = document.getElementById("keys-on");
  if (keysOn) {
    keysOn.checked = localStorage.getItem("keys") !== "off";
    keysOn.addEventListener("change", () => localStorage.setItem("keys", keysOn.checked ? "on" : "off"));
  }

  // ---- keys of one's own: action (its usual key) -> chosen key
  const readMap = () => { try { return JSON.parse(localStorage.getItem("keymap")) || {}; } catch { return {}; } };
  let map = readMap();
  const find = (pressed) => {
    const action = Object.keys(map).find((one) => map[one] === pressed);
    if (action) return action;
    return map[pressed] === undefined ? pressed : null; // given away: the usual key does nothing any more
  };
  const label = () => {
    document.querySelectorAll("kbd").forEach((one) => {
      const holder = one.closest("[data-key]");
      const usual = one.dataset.for || (holder && holder.dataset.key.length === 1 ? holder.dataset.key : null);
      if (usual && map[usual]) one.textContent = map[usual];
      else if (usual && one.textContent.length === 1) one.textContent = usual;
    });
    document.querySelectorAll("[data-remap]").forEach((one) => { one.value = map[one.dataset.remap] || one.dataset.remap; });
  };
  const saveMap = document.getElementById("remap-save");
  if (saveMap) {
    const told = document.getElementById("remap-told");
    saveMap.addEventListener("click", () => {
      const inputs = [...document.querySelectorAll("[data-remap]")];
      const values = inputs.map((one) => one.value);
      const twice = values.find((value, place) => values.indexOf(value) !== place);
      const odd = values.find((value) => [...value].length !== 1 || /[\s0-9gz/?]/.test(value));
      if (odd !== undefined) { told.textContent = `“${odd}” cannot be a key here: one letter or sign, but not g, z, /, ? or a digit.`; return; }
      if (twice !== undefined) { told.textContent = `“${twice}” stands twice.`; return; }
      map = Object.fromEntries(inputs.map((one) => [one.dataset.remap, one.value]).filter(([usual, chosen]) => usual !== chosen));
      localStorage.setItem("keymap", JSON.stringify(map));
      label();
      told.textContent = "Saved.";
    });
    document.getElementById("remap-reset").addEventListener("click", () => {
      map = {};
      localStorage.removeItem("keymap");
      label();
      told.textContent = "The usual keys count again.";
    });
  }
  label();

  const all = document.getElementById("all");
  if (all) all.addEventListener("change", () => {
    document.querySelectorAll("input[name=item]").forEach((one) => { one.checked = all.checked; });
  });

  const typing = (element) =>
    element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  const openPanel = () => $("details[data-panel][open]");

  const press = (key) => {
    const element = $(`[data-key="${CSS.escape(key)}"]`);
    if (!element) return false;
    if (element.tagName === "SUMMARY") {
      const panel = element.parentElement;
      document.querySelectorAll("details[data-panel][open]").forEach((other) => { if (other !== panel) other.open = false; });
      panel.open = !panel.open;
      element.focus();
    } else element.click();
    return true;
  };
  const pressDigit = (digit) => {
    const panel = openPanel();
    const element = (panel || document).querySelector(`[data-digit="${digit}"]`);
    if (!element) return false;
    element.click();
    if (element.type === "radio") {
      live().textContent = element.value;
      document.getElementById("card").focus({ preventScroll: true });
    }
    return true;
  };

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat || event.defaultPrevented) return;
    if ($("dialog[open]")) return;
    if (event.ctrlKey && event.key === "Enter") {
      const main = $("form[data-draft] [data-save]");
      if (main) { event.preventDefault(); main.click(); }
      return;
    }
    if (event.key === "Escape") {
      const panel = openPanel();
      if (panel) { panel.open = false; document.getElementById("card").focus(); return; }
      const back = $("[data-back]");
      if (back) { event.preventDefault(); back.click(); }
      return;
    }
    if (typing(event.target) || (keysOn && !keysOn.checked) || !keysOn) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z" && !event.shiftKey) {
      if (press("u")) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " || event.key === "Enter" || event.key === "Tab") return;
    if (event.key === "?") { event.preventDefault(); document.getElementById("help").showModal(); return; }
    if (event.key === "/") {
      const filter = document.getElementById("filter");
      if (!filter) return;
      event.preventDefault();
      const around = filter.closest("details");
      if (around) around.open = true;
      filter.focus();
      return;
    }
    if (event.key === "g" && !prefix) {
      prefix = "g ";
      clearTimeout(prefixTimer);
      prefixTimer = setTimeout(() => { prefix = ""; }, 1500);
      event.preventDefault();
      return;
    }
    const key = prefix ? prefix + event.key : event.key === "z" ? "u" : find(event.key);
    prefix = "";
    if (key === null) return;
    if (/^[1-9]$/.test(key) ? pressDigit(key) : press(key)) event.preventDefault();
  });

  const help = document.getElementById("help-open");
  if (help) help.addEventListener("click", () => document.getElementById("help").showModal());

  // ---- what was typed is kept until it is saved
  const draft = $("form[data-draft]");
  if (draft) {
    const name = `draft ${draft.dataset.draft}`;
    const fields = () => [...draft.elements].filter((element) => element.name && element.type !== "hidden" && element.type !== "submit");
    const kept = sessionStorage.getItem(name);
    if (kept && !draft.dataset.typed) {
      const values = JSON.parse(kept);
      fields().forEach((element, index) => {
        if (values[index] === undefined) return;
        if (element.type === "checkbox" || element.type === "radio") element.checked = values[index];
        else element.value = values[index];
      });
      live().textContent = "What you had typed is here again.";
    }
    draft.addEventListener("input", () => {
      const values = fields().map((element) => (/checkbox|radio/.test(element.type) ? element.checked : element.value));
      sessionStorage.setItem(name, JSON.stringify(values));
    });
    draft.addEventListener("submit", () => sessionStorage.removeItem(name));
    const first = draft.querySelector("[aria-invalid=true]") || draft.querySelector("[data-first]");
    if (first) first.focus();
  } else {
    const note = document.getElementById("note");
    const start = (note && !note.classList.contains("done") && note) || document.getElementById("card");
    if (start) start.focus({ preventScroll: true });
    if (note) live().textContent = note.textContent.trim().replace(/\s+/g, " ");
  }
})();

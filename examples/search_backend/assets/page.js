// What the page can do beyond HTML: completions while typing, and Escape to close the card. Nothing is kept, nothing is sent elsewhere.
"use strict";

// The card is a <details>: it closes and opens by itself. Escape inside it closes it, and the focus waits on the way back.
for (const card of document.querySelectorAll("details.card")) {
  card.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && card.open) {
      card.open = false;
      card.querySelector("summary").focus();
    }
  });
}

// Completions: a combobox with a list box (ARIA Authoring Practices, "editable combobox with list autocomplete").
const input = document.getElementById("q");
if (input) {
  const list = document.createElement("ul");
  list.id = "completions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Completions");
  list.hidden = true;
  input.after(list);
  const state = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
  for (const [name, value] of Object.entries(state)) input.setAttribute(name, value);

  let typed = input.value;
  let chosen = -1;
  let asking = null;
  let pause = 0;

  const close = () => {
    clearTimeout(pause);
    asking?.abort();
    list.hidden = true;
    list.replaceChildren();
    chosen = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };

  const choose = (at) => {
    const options = [...list.children];
    chosen = at;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    if (at < 0) {
      input.removeAttribute("aria-activedescendant");
      input.value = typed;
    } else {
      input.setAttribute("aria-activedescendant", options[at].id);
      input.value = options[at].textContent;
    }
  };

  const show = (texts) => {
    close();
    if (texts.length === 0 || document.activeElement !== input) return;
    list.append(
      ...texts.map((text, i) => {
        const option = document.createElement("li");
        option.id = `completion-${i}`;
        option.dir = "auto";
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.textContent = text;
        return option;
      }),
    );
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  const ask = async () => {
    asking = new AbortController();
    try {
      const answer = await fetch(`/suggest?${new URLSearchParams({ q: typed })}`, { signal: asking.signal });
      if (answer.ok) show((await answer.json())[1]);
    } catch {
      // The search box works without completions.
    }
  };

  input.addEventListener("input", (event) => {
    if (event.isComposing) return;
    typed = input.value;
    close();
    if (typed.trim()) pause = setTimeout(ask, 80);
  });
  input.addEventListener("compositionend", () => input.dispatchEvent(new Event("input")));
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden || event.isComposing) return;
    const count = list.children.length;
    if (event.key === "ArrowDown") choose(chosen + 1 < count ? chosen + 1 : -1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? count - 1 : chosen - 1);
    else if (event.key === "Escape") {
      choose(-1);
      close();
    } else return;
    event.preventDefault();
  });
  // Before `blur`, which would close the list.
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    input.value = option.textContent;
    input.form.requestSubmit();
  });
}

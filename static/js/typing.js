/* Typing: what an input method composes is not a key, and a search waits until it is composed. */
(function () {
  "use strict";

  /* Every handler of keys asks this first. Safari ends the composition before the key, hence the code 229. */
  function composing(event) {
    return event.isComposing || event.keyCode === 229;
  }
  window.office = { composing: composing };

  var waiting;

  function search(form) {
    clearTimeout(waiting);
    form.dispatchEvent(new CustomEvent("live-search", { bubbles: true }));
  }

  function searchSoon(input) {
    clearTimeout(waiting);
    waiting = setTimeout(search, 350, input.form);
  }

  function isSearch(element) {
    return element.matches && element.matches("[data-live-search]");
  }

  document.addEventListener("input", function (event) {
    if (isSearch(event.target) && !event.isComposing) searchSoon(event.target);
  });

  document.addEventListener("compositionend", function (event) {
    if (isSearch(event.target)) searchSoon(event.target);
  });

  document.addEventListener("compositionstart", function () {
    clearTimeout(waiting);
  });

  document.addEventListener("change", function (event) {
    var form = event.target.form;
    if (form && form.matches("[data-filters]") && !isSearch(event.target)) search(form);
  });

  /* Enter that picks a word sends no form. */
  document.addEventListener("keydown", function (event) {
    if (event.key === "Enter" && composing(event) && event.target.form && event.target.tagName === "INPUT") event.preventDefault();
  });
})();

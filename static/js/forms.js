/* Forms: a summary of errors takes the focus, a form is sent once, and what was typed is not lost unasked. */
(function () {
  "use strict";

  var AGAIN_AFTER = 8000;
  var changed = false;

  function guarded(form) {
    return form && form.matches("form.form") && form.method === "post";
  }

  document.querySelectorAll("form.form").forEach(function (form) {
    form.noValidate = true; /* the server says what to type instead, in a summary */
  });

  var summary = document.querySelector("[data-focus]");
  if (summary) {
    summary.focus();
    changed = true;
  }

  document.addEventListener("input", function (event) {
    if (guarded(event.target.form)) changed = true;
  });

  document.addEventListener("change", function (event) {
    if (guarded(event.target.form)) changed = true;
  });

  function release(form) {
    delete form.dataset.sent;
    form.querySelectorAll("button[aria-disabled]").forEach(function (button) {
      button.removeAttribute("aria-disabled");
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    if (event.defaultPrevented) return;
    changed = false;
    form.dataset.sent = "yes";
    form.querySelectorAll("button").forEach(function (button) {
      button.setAttribute("aria-disabled", "true");
    });
    setTimeout(release, AGAIN_AFTER, form); /* an answer that is a file leaves the page where it is */
  });

  window.addEventListener("pageshow", function (event) {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(release);
  });

  window.addEventListener("beforeunload", function (event) {
    if (!changed) return;
    event.preventDefault();
    event.returnValue = "";
  });
})();

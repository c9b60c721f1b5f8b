/* A grid over a text field of rows: paste from a spreadsheet, type as in one. The field is what is sent. */
(function () {
  "use strict";

  var form = document.querySelector("form[data-grid]");
  if (!form) return;
  var FIRST_ROWS = 12;
  var WAIT = 900;
  var frame = form.querySelector(".grid-frame");
  var body = frame.querySelector("tbody");
  var message = form.querySelector(".grid-message");
  var field = form.querySelector(".grid-text textarea");
  var most = Number(form.dataset.most);
  var heads = Array.prototype.slice.call(frame.querySelectorAll("thead th[data-key]"));
  var waiting, asked = 0, remark = "";

  function normal(text) {
    return text.normalize("NFKC").toLowerCase().replace(/[\s*:]|\((必填|选填|可不填|required|optional)\)/g, "");
  }

  var places = {};
  heads.forEach(function (head, place) {
    head.dataset.names.split("|").forEach(function (name) { places[name] = place; });
  });

  /* Text of a clipboard: tabs between cells, a quoted cell may hold line ends. */
  function parse(text) {
    var rows = [], row = [], cell = "", quoted = false;
    for (var at = 0; at < text.length; at += 1) {
      var sign = text[at];
      if (quoted) {
        if (sign === '"' && text[at + 1] === '"') { cell += '"'; at += 1; }
        else if (sign === '"') quoted = false;
        else cell += sign;
      } else if (sign === '"' && cell === "") quoted = true;
      else if (sign === "\t") { row.push(cell); cell = ""; }
      else if (sign === "\n") { row.push(cell); rows.push(row); row = []; cell = ""; }
      else if (sign !== "\r") cell += sign;
    }
    if (cell !== "" || row.length) { row.push(cell); rows.push(row); }
    return rows;
  }

  /* Which of our columns each pasted one is; null where the first row names none. */
  function header(row) {
    var found = row.map(function (cell) { return places[normal(cell)]; });
    var known = found.filter(function (place) { return place !== undefined; }).length;
    return known >= Math.min(2, heads.length) ? found : null;
  }

  function addRow() {
    var row = document.createElement("tr"), head = document.createElement("th");
    head.scope = "row";
    head.textContent = String(body.rows.length + 1);
    row.appendChild(head);
    heads.forEach(function (column, place) {
      var cell = document.createElement("td"), input = document.createElement("input");
      input.type = "text";
      input.autocomplete = "off";
      input.spellcheck = false;
      input.setAttribute("aria-label", head.textContent + " " + column.textContent);
      if (column.dataset.key === "cv" || column.dataset.key === "id_number" || column.dataset.key === "address") cell.className = "grid-wide";
      input.dataset.place = String(place);
      cell.appendChild(input);
      row.appendChild(cell);
    });
    body.appendChild(row);
    return row;
  }

  function inputAt(row, place) {
    while (body.rows.length <= row && body.rows.length < most) addRow();
    var line = body.rows[row];
    return line && line.cells[place + 1] ? line.cells[place + 1].firstChild : null;
  }

  function put(rows, fromRow, fromPlace) {
    var map = header(rows[0] || []), left = 0;
    if (map) rows = rows.slice(1);
    rows.forEach(function (cells, down) {
      if (!cells.some(function (cell) { return cell.trim(); })) return;
      cells.forEach(function (cell, right) {
        var place = map ? map[right] : fromPlace + right;
        if (place === undefined) return;
        var input = inputAt(fromRow + down, place);
        if (input) input.value = cell.trim().replace(/\s*\n\s*/g, "；");
        else if (fromRow + down >= most) left += 1;
      });
    });
    remark = left ? form.dataset.full.replace("{count}", String(most)) : "";
  }

  function quoted(text) {
    return /[\t\n"]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
  }

  function filled() {
    return Array.prototype.filter.call(body.rows, function (row) {
      return Array.prototype.some.call(row.querySelectorAll("input"), function (input) { return input.value.trim(); });
    });
  }

  function text(rows) {
    var lines = [heads.map(function (head) { return quoted(head.textContent.replace(/ \*$/, "")); }).join("\t")];
    rows.forEach(function (row) {
      lines.push(Array.prototype.map.call(row.querySelectorAll("input"), function (input) { return quoted(input.value); }).join("\t"));
    });
    return lines.join("\n");
  }

  function clear() {
    body.querySelectorAll(".grid-fault").forEach(function (cell) {
      cell.classList.remove("grid-fault");
      cell.removeAttribute("title");
      var input = cell.querySelector("input");
      if (input) input.removeAttribute("aria-invalid");
    });
  }

  function mark(rows, problems) {
    clear();
    var faulty = {};
    problems.forEach(function (problem) {
      var row = rows[problem.row - 1];
      if (!row) return;
      faulty[problem.row] = true;
      row.cells[0].classList.add("grid-fault");
      heads.forEach(function (head, place) {
        if (head.dataset.key !== problem.column) return;
        var cell = row.cells[place + 1];
        cell.classList.add("grid-fault");
        cell.title = problem.message;
        cell.firstChild.setAttribute("aria-invalid", "true");
      });
      if (!row.cells[0].title) row.cells[0].title = problem.message;
    });
    return Object.keys(faulty).length;
  }

  function say(rows, problems, notes) {
    var faults = mark(rows, problems);
    message.textContent = "";
    if (faults) {
      var strong = document.createElement("strong");
      strong.textContent = form.dataset.some.replace("{count}", String(rows.length)).replace("{faults}", String(faults));
      message.appendChild(strong);
      message.appendChild(document.createTextNode(" " + form.dataset.fault.replace("{row}", String(Array.prototype.indexOf.call(body.rows, rows[problems[0].row - 1]) + 1)).replace("{message}", problems[0].message)));
    } else if (rows.length) message.textContent = form.dataset.none.replace("{count}", String(rows.length));
    if (notes.length || remark) message.appendChild(document.createTextNode(" " + notes.concat(remark || []).join(" ")));
  }

  function check() {
    var rows = filled(), number = (asked += 1), data = new FormData(form);
    if (!rows.length) { clear(); message.textContent = ""; return; }
    data.set("rows", text(rows));
    data.set("check", "1");
    fetch(form.getAttribute("action") || window.location.href, { method: "POST", body: data, credentials: "same-origin" })
      .then(function (answer) { return answer.ok ? answer.json() : null; })
      .then(function (found) {
        /* An answer to an older state of the grid says nothing any more. */
        if (found && number === asked) say(rows, found.problems, found.notes);
      })
      .catch(function () { /* the check comes again when the rows are sent */ });
  }

  function later() {
    clearTimeout(waiting);
    waiting = setTimeout(check, WAIT);
  }

  body.addEventListener("focusin", function (event) {
    event.target.dataset.before = event.target.value;
    event.target.select();
  });

  body.addEventListener("input", function (event) {
    if (!event.isComposing) later();
  });
  body.addEventListener("compositionend", later);

  body.addEventListener("paste", function (event) {
    var pasted = (event.clipboardData || window.clipboardData).getData("text");
    if (!/[\t\n]/.test(pasted.replace(/\n$/, ""))) return;
    event.preventDefault();
    var row = event.target.closest("tr");
    put(parse(pasted), Array.prototype.indexOf.call(body.rows, row), Number(event.target.dataset.place));
    event.target.dispatchEvent(new Event("input", { bubbles: true }));
    later();
  });

  function move(input, down) {
    var row = Array.prototype.indexOf.call(body.rows, input.closest("tr")) + down;
    var next = row >= 0 ? inputAt(row, Number(input.dataset.place)) : null;
    if (next) next.focus();
  }

  form.addEventListener("keydown", function (event) {
    if (window.office.composing(event)) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "s") {
      event.preventDefault();
      form.querySelector(".button-primary").click();
      return;
    }
    var input = event.target;
    if (!input.dataset || input.dataset.place === undefined) return;
    if (event.key === "Enter") { event.preventDefault(); move(input, event.shiftKey ? -1 : 1); }
    else if (event.key === "ArrowDown" && !event.altKey) { event.preventDefault(); move(input, 1); }
    else if (event.key === "ArrowUp" && !event.altKey) { event.preventDefault(); move(input, -1); }
    else if (event.key === "F2") { event.preventDefault(); input.setSelectionRange(input.value.length, input.value.length); }
    else if (event.key === "Escape") { event.preventDefault(); input.value = input.dataset.before || ""; input.select(); later(); }
  });

  form.addEventListener("submit", function () {
    field.value = text(filled());
    if (!filled().length) field.value = "";
  }, true);

  /* What was sent and refused, or typed without the grid, stands in the field. */
  for (var count = 0; count < FIRST_ROWS; count += 1) addRow();
  if (field.value.trim()) put(parse(field.value), 0, 0);
  form.querySelector(".grid-text").hidden = true;
  frame.hidden = false;
  message.hidden = false;
  var shown = document.querySelectorAll("#grid-problems li");
  if (shown.length) {
    say(filled(), Array.prototype.map.call(shown, function (item) {
      return { row: Number(item.dataset.row), column: item.dataset.column, message: item.lastChild.textContent.trim() };
    }), []);
  }
})();

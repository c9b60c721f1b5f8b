/*
 * The public count. Each call is an event {client, sequence, …}: kept on this machine until the server has it, sent
 * again as often as need be, counted once. The server is the truth; what it has not answered yet is added on top.
 * A window draws a new name each time it loads, so that two windows or a copied one never share one; what an earlier
 * window left unsent is sent by whoever loads next.
 */
(function () {
  "use strict";

  var root = document.getElementById("count");
  if (!root) return;
  var url = root.dataset.url;
  var store = "count-" + root.dataset.count + "-";
  var seats = Number(root.dataset.seats);
  var mayEnter = root.dataset.enter === "yes";
  var words = document.getElementById("count-words").dataset;
  var token = document.querySelector("[name=csrfmiddlewaretoken]");

  function told(key) {
    return words["word" + key.charAt(0).toUpperCase() + key.slice(1)];
  }

  function word() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    return Array.prototype.map.call(bytes, function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
  }

  var client = word();
  var sequence = 0;
  var base = null;
  var asked = false;
  var sending = null;
  var silent = 0;
  var lines = {};
  document.querySelectorAll("[data-line]").forEach(function (card) {
    lines[card.dataset.line] = {
      card: card,
      post: card.closest("[data-post]").dataset.post,
      seats: Number(card.closest("[data-post]").dataset.seats),
      name: card.querySelector(".count-name").textContent,
      shown: -1,
    };
  });

  /* What is not sent yet, of this window and of those that are gone. */
  function queues() {
    var found = [];
    for (var place = 0; place < localStorage.length; place += 1) {
      var key = localStorage.key(place);
      if (key.indexOf(store) === 0) found.push(key);
    }
    return found;
  }

  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key)) || [];
    } catch (error) {
      return [];
    }
  }

  function write(key, events) {
    if (events.length) localStorage.setItem(key, JSON.stringify(events));
    else localStorage.removeItem(key);
  }

  function pending() {
    return queues().reduce(function (all, key) { return all.concat(read(key)); }, []);
  }

  /* The paper being called; a reload in the middle of one goes on with it. */
  var paper = sessionStorage.getItem(store + "paper") || word();

  function turn() {
    paper = word();
    sessionStorage.setItem(store + "paper", paper);
  }
  sessionStorage.setItem(store + "paper", paper);

  /* The server's state with the unsent calls on top. */
  function state() {
    var now = { votes: {}, called: 0, spoiled: 0, blank: 0, papers: {}, last: null };
    Object.keys(base.votes).forEach(function (line) { now.votes[line] = base.votes[line]; });
    now.called = base.called;
    now.spoiled = base.spoiled;
    now.blank = base.blank;
    now.last = base.last;
    Object.keys(base.papers).forEach(function (key) {
      var known = base.papers[key];
      now.papers[key] = { lines: known.lines.map(String), spoiled: known.spoiled, blank: known.blank };
    });
    var calls = {};
    pending().forEach(function (event) {
      if (event.kind === "undo") {
        var target = calls[event.undoes.join(" ")];
        if (!target && now.last && now.last[0] === event.undoes[0] && now.last[1] === event.undoes[1]) {
          target = { kind: now.last[2], line: now.last[3], paper: now.last[4] };
        }
        if (target) change(now, target, -1);
        now.last = null;
        return;
      }
      calls[event.client + " " + event.sequence] = event;
      change(now, event, 1);
      now.last = [event.client, event.sequence, event.kind, event.line, event.paper];
    });
    return now;
  }

  function exists(sheet) {
    return sheet.spoiled || sheet.blank || sheet.lines.length > 0;
  }

  function change(now, event, step) {
    var sheet = now.papers[event.paper] || (now.papers[event.paper] = { lines: [], spoiled: false, blank: false });
    var was = exists(sheet);
    if (event.kind === "vote") {
      var line = String(event.line);
      if (step > 0) sheet.lines.push(line);
      else sheet.lines.splice(sheet.lines.indexOf(line), 1);
      if (!sheet.spoiled) now.votes[line] = (now.votes[line] || 0) + step;
    } else if (event.kind === "spoiled") {
      sheet.spoiled = step > 0;
      now.spoiled += step;
      sheet.lines.forEach(function (one) { now.votes[one] = (now.votes[one] || 0) - step; });
    } else {
      sheet.blank = step > 0;
      now.blank += step;
    }
    now.called += Number(exists(sheet)) - Number(was);
  }

  var PATHS = ["M3 3.2h14", "M10 3.2v13.6", "M10 9.4h5.6", "M5.4 8.6v8.2", "M1.8 16.8h16.4"];
  var SVG = "http://www.w3.org/2000/svg";

  function sign(strokes) {
    var svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("class", "zheng");
    svg.setAttribute("viewBox", "0 0 20 20");
    svg.setAttribute("aria-hidden", "true");
    for (var place = 0; place < strokes; place += 1) {
      var path = document.createElementNS(SVG, "path");
      path.setAttribute("d", PATHS[place]);
      svg.appendChild(path);
    }
    return svg;
  }

  /* Only the last 正 changes with a call: the others are left as they are. */
  function draw(box, votes) {
    var whole = Math.floor(votes / 5);
    while (box.children.length > whole) box.removeChild(box.lastChild);
    while (box.children.length < whole) box.appendChild(sign(5));
    Array.prototype.forEach.call(box.children, function (one) {
      while (one.children.length < 5) one.parentNode.replaceChild(sign(5), one);
    });
    if (votes % 5) box.appendChild(sign(votes % 5));
    box.classList.toggle("many", votes > 200);
  }

  function set(name, value) {
    document.querySelectorAll("[data-" + name + "]").forEach(function (place) { place.textContent = value; });
  }

  function show() {
    var now = state();
    var called = now.papers[paper] ? now.papers[paper].lines : [];
    Object.keys(lines).forEach(function (key) {
      var line = lines[key];
      var votes = now.votes[key] || 0;
      line.card.classList.toggle("called", called.indexOf(key) >= 0);
      line.card.querySelector("[data-bar]").max = Math.max(now.called, 1);
      line.card.querySelector("[data-bar]").value = votes;
      if (line.shown === votes) return;
      line.shown = votes;
      line.card.querySelector("[data-votes]").textContent = votes;
      draw(line.card.querySelector("[data-strokes]"), votes);
    });
    set("called", now.called);
    set("spoiled", now.spoiled);
    set("valid", now.called - now.spoiled);
    set("blank", now.blank);
    set("half", Math.floor(now.called / 2) + 1);
    set("now", called.length);
    var waiting = pending().length;
    document.getElementById("count-offline").hidden = silent < 2 || waiting === 0;
    document.getElementById("count-waiting").textContent = waiting || "";
    return now;
  }

  function complain(text) {
    var box = document.getElementById("count-error");
    box.hidden = !text;
    document.getElementById("count-error-text").textContent = text || "";
  }

  function forget(keys) {
    queues().forEach(function (key) {
      write(key, read(key).filter(function (event) { return !keys.has(event.client + " " + event.sequence); }));
    });
  }

  function take(answer) {
    base = answer;
    asked = true;
    silent = 0;
    var gone = new Set();
    (answer.stored || []).forEach(function (key) { gone.add(key.join(" ")); });
    (answer.refused || []).forEach(function (refused) {
      gone.add(refused[0] + " " + refused[1]);
      complain(told(refused[2]) || answer.error || refused[2]);
    });
    forget(gone);
    if (answer.closed && !root.dataset.closed) location.reload();
  }

  function exchange() {
    if (sending) return sending;
    var events = mayEnter ? pending().slice(0, 100) : [];
    var options = { credentials: "same-origin", headers: { Accept: "application/json" }, cache: "no-store" };
    if (events.length) {
      options.method = "POST";
      options.headers["Content-Type"] = "application/json";
      options.headers["X-CSRFToken"] = token ? token.value : "";
      options.body = JSON.stringify({ events: events });
    }
    sending = fetch(url, options).then(function (response) {
      var json = (response.headers.get("Content-Type") || "").indexOf("application/json") === 0;
      if (!json && (response.redirected || response.status === 403)) complain(words.signedOut);
      if (!json) throw new Error(String(response.status));
      return response.json().then(function (answer) {
        if (response.status === 400) {
          complain(answer.error);
          base = answer;
        } else take(answer);
      });
    }).catch(function () {
      silent += 1;
    }).then(function () {
      sending = null;
      show();
      if (!silent && pending().length) exchange();
    });
    return sending;
  }

  function keep(event) {
    sequence += 1;
    event.client = client;
    event.sequence = sequence;
    var key = store + client;
    write(key, read(key).concat([event]));
    show();
    exchange();
  }

  /* What forbids a call is told at once, as the server would. */
  function why(kind, line) {
    var now = state();
    var sheet = now.papers[paper] || { lines: [], spoiled: false, blank: false };
    if (sheet.spoiled) return "spoiled";
    if (kind === "blank") return sheet.lines.length || sheet.blank ? "voted" : "";
    if (kind === "spoiled") return "";
    if (sheet.blank) return "blank";
    if (sheet.lines.indexOf(line) >= 0) return "twice";
    var chosen = sheet.lines.filter(function (one) { return lines[one] && lines[one].post === lines[line].post; });
    return chosen.length < lines[line].seats ? "" : "full";
  }

  function call(kind, line) {
    var problem = why(kind, line);
    complain(problem ? told(problem) : "");
    if (problem) return;
    set("last", kind === "vote" ? lines[line].name : document.querySelector("[value=" + kind + "]").textContent.trim());
    keep({ kind: kind, line: kind === "vote" ? Number(line) : null, paper: paper });
    var sheet = state().papers[paper];
    if (kind !== "vote" || (sheet && sheet.lines.length >= seats)) {
      turn();
      show();
    }
  }

  function undo() {
    var last = state().last;
    if (!last && !asked) {
      /* What was called last is not known before the server is asked. */
      asked = true;
      exchange().then(undo);
      return;
    }
    if (!last) {
      complain(pending().length ? "" : told("gone"));
      return;
    }
    complain("");
    keep({ kind: "undo", undoes: [last[0], last[1]] });
    /* The paper it stood on is the one being called again. */
    if (last[4]) {
      paper = last[4];
      sessionStorage.setItem(store + "paper", paper);
    }
    set("last", "—");
    show();
  }

  function press(value) {
    if (value.indexOf("vote:") === 0) call("vote", value.slice(5));
    else if (value === "undo") undo();
    else call(value);
  }

  function next() {
    complain("");
    turn();
    show();
  }

  if (mayEnter) {
    document.getElementById("count-form").addEventListener("click", function (event) {
      var button = event.target.closest("button[name=call]");
      var link = event.target.closest("[data-next]");
      if (!button && !link) return;
      event.preventDefault();
      if (button) {
        press(button.value);
        button.blur();
      } else next();
    });

    document.addEventListener("keydown", function (event) {
      if (window.office.composing(event) || event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
      if (event.target.matches && event.target.matches("input, select, textarea, a, summary, button:not([name=call])")) return;
      var key = event.key.toLowerCase();
      var card = document.querySelector('[data-key="' + (/^[0-9a-z]$/.test(key) ? key : "none") + '"]');
      if (card) call("vote", card.dataset.line);
      else if (key === "0") call("blank");
      else if (key === "x") call("spoiled");
      else if (key === "backspace") undo();
      else if (key === "enter") next();
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    }, true);
  }

  /* What the page came with, until the server is asked for the first time. */
  function drawn() {
    function figure(name) {
      return Number(document.querySelector("[data-" + name + "]").textContent) || 0;
    }
    var votes = {};
    Object.keys(lines).forEach(function (key) {
      votes[key] = Number(lines[key].card.querySelector("[data-votes]").textContent) || 0;
    });
    return { votes: votes, called: figure("called"), spoiled: figure("spoiled"), blank: figure("blank"), papers: {}, last: null };
  }

  base = drawn();
  show();
  exchange();
  setInterval(exchange, 2000);
})();

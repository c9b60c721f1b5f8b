document.documentElement.classList.add("with-scripts");

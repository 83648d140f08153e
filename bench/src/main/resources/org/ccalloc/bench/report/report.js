"use strict";
// Draws the figures of a run, as JsonReport writes them.
(() => {
  const run = JSON.parse(document.getElementById("figures").textContent);
  const root = document.getElementById("report");
  const style = getComputedStyle(document.body);
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const text = style.color;
  const grid = dark ? "#3a3a3a" : "#d8d8d8";
  const palette = dark
    ? ["#6fb1ff", "#ffb561", "#7fd18b", "#ff8f8f", "#c8a2ff", "#e0c65a", "#7ad7d7", "#f19ad0", "#b0b0b0", "#d99a6c", "#9fc25a", "#8fa5d8"]
    : ["#1f6fc0", "#d9780f", "#2c8a3d", "#c03030", "#7a4fc0", "#9a8300", "#148a8a", "#b5408a", "#707070", "#8a5a32", "#5d7a14", "#4a5f96"];
  Chart.defaults.color = text;
  Chart.defaults.borderColor = grid;
  Chart.defaults.font.family = style.fontFamily;
  Chart.defaults.animation = false;
  Chart.defaults.maintainAspectRatio = false;

  // ------------------------------------------------------------------------------------------------- elements

  function element(name, parent, content, className) {
    const made = document.createElement(name);
    if (content !== undefined) made.textContent = content;
    if (className) made.className = className;
    parent?.append(made);
    return made;
  }

  // Three digits that mean something.
  function number(value) {
    if (value === null || value === undefined) return "";
    const size = Math.abs(value);
    const decimals = size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 || size === 0 ? 2 : 3;
    return value.toLocaleString("en", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  }

  function interval(of) {
    return of.low === undefined || of.low === of.high ? "" : number(of.low) + " to " + number(of.high);
  }

  // Heads that begin with # are those of columns of numbers.
  function table(parent, heads, rows) {
    const made = element("table", element("div", parent, undefined, "scroll"));
    const head = element("tr", element("thead", made));
    const classes = heads.map(name => (name.startsWith("#") ? "number" : ""));
    heads.forEach((name, i) => element("th", head, name.replace("#", ""), classes[i]));
    const body = element("tbody", made);
    for (const row of rows) {
      const line = element("tr", body);
      row.forEach((cell, i) =>
        element("td", line, cell.text ?? cell, [classes[i], cell.className].filter(Boolean).join(" ")));
    }
  }

  function folded(parent, title) {
    const made = element("details", parent);
    element("summary", made, title);
    return made;
  }

  // --------------------------------------------------------------------------------------------------- colours

  const colours = new Map();
  function colourOf(contender) {
    const name = contender.replace(/, \d+ threads?/, "");
    if (!colours.has(name)) colours.set(name, palette[colours.size % palette.length]);
    return colours.get(name);
  }

  // ---------------------------------------------------------------------------------------------------- charts

  function plot(parent, caption, height, reasons = []) {
    const figure = element("figure", parent);
    element("figcaption", figure, caption);
    const box = element("div", figure, undefined, "plot");
    box.style.height = height + "px";
    const canvas = element("canvas", box);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", caption + "; the figures are in the tables below");
    if (reasons.length > 0) {
      const list = element("ul", figure, undefined, "reasons");
      reasons.forEach(reason => element("li", list, reason));
    }
    return canvas;
  }

  // A bar for each contender, with its interval as a thin one on top.
  function bars(parent, workload, unit, series) {
    const measured = series.filter(one => one.median !== undefined);
    const reasons = series.filter(one => one.failure).map(one => one.contender + ": " + one.failure);
    const canvas = plot(parent, workload + " (" + unit + ")", 60 + 26 * Math.max(1, measured.length), reasons);
    new Chart(canvas, {
      type: "bar",
      data: {
        labels: measured.map(one => one.contender),
        datasets: [
          {
            label: "interval",
            data: measured.map(one => [one.low, one.high]),
            backgroundColor: text,
            barThickness: 3,
            grouped: false,
            minBarLength: 1,
          },
          {
            label: "median",
            data: measured.map(one => one.median),
            backgroundColor: measured.map(one => colourOf(one.contender)),
            barThickness: 16,
            grouped: false,
          },
        ],
      },
      options: {
        indexAxis: "y",
        scales: { x: { beginAtZero: true, title: { display: true, text: unit } }, y: { grid: { display: false } } },
        plugins: {
          legend: { display: false },
          tooltip: {
            callbacks: {
              label: item => {
                const one = measured[item.dataIndex];
                return number(one.median) + " " + unit + (interval(one) && " (" + interval(one) + ")");
              },
            },
          },
        },
      },
    });
  }

  // Lines: a name and its points, as {x, y}. Axes: the title of each, and whether it is logarithmic.
  function lines(parent, caption, x, y, all) {
    const canvas = plot(parent, caption, 340);
    new Chart(canvas, {
      type: "line",
      data: {
        datasets: all.map(line => ({
          label: line.name,
          data: line.points,
          borderColor: colourOf(line.name),
          backgroundColor: colourOf(line.name),
          borderDash: line.name.startsWith("C on") ? [6, 4] : [],
          borderWidth: 2,
          pointRadius: 3,
        })),
      },
      options: {
        parsing: false,
        interaction: { mode: "nearest", axis: "x", intersect: false },
        scales: {
          x: {
            type: x.logarithmic ? "logarithmic" : "linear",
            title: { display: true, text: x.title },
            ...(x.ticks && { afterBuildTicks: axis => (axis.ticks = x.ticks.map(value => ({ value }))) }),
            ...(x.label && { ticks: { callback: x.label, autoSkip: false } }),
          },
          y: {
            type: y.logarithmic ? "logarithmic" : "linear",
            beginAtZero: !y.logarithmic,
            title: { display: true, text: y.title },
          },
        },
        plugins: {
          legend: { position: "bottom", labels: { boxWidth: 12 } },
          tooltip: {
            callbacks: {
              title: items => (x.label ? x.label(items[0].parsed.x) : items[0].parsed.x),
              label: item => item.dataset.label + ": " + number(item.parsed.y),
            },
          },
        },
      },
    });
  }

  function grouped(items, key) {
    const groups = new Map();
    for (const item of items) {
      const name = key(item);
      if (!groups.has(name)) groups.set(name, []);
      groups.get(name).push(item);
    }
    return groups;
  }

  // "larson, 2 threads" on "mimalloc", or "slots" on "mimalloc, 2 threads": both are larson or slots with 2 threads.
  const THREADS = /, (\d+) threads?/;
  function threadsOf(series) {
    const found = THREADS.exec(series.workload) ?? THREADS.exec(series.contender);
    return found === null ? undefined : Number(found[1]);
  }

  function scaling(parent, all) {
    const threaded = all.filter(one => one.median !== undefined && threadsOf(one) !== undefined);
    const plots = grouped(threaded, one => one.workload.replace(THREADS, "") + " (" + one.unit + ")");
    for (const [caption, series] of plots) {
      const counts = [...new Set(series.map(threadsOf))].sort((a, b) => a - b);
      if (counts.length < 2) continue;
      const contenders = grouped(series, one => one.contender.replace(THREADS, ""));
      lines(
        parent,
        caption + " by threads",
        { title: "threads", logarithmic: counts.at(-1) > 8, ticks: counts, label: value => value },
        { title: series[0].unit },
        [...contenders].map(([name, points]) => ({
          name,
          points: points.map(one => ({ x: threadsOf(one), y: one.median })).sort((a, b) => a.x - b.x),
        })));
    }
  }

  // "live blocks, 1000" and the like: time by that number and, where the details have both, resident memory by live memory.
  const AMOUNT = /^(.*), (\d+)$/;
  function growth(parent, all) {
    const amounts = all.filter(one => one.median !== undefined && AMOUNT.test(one.workload));
    for (const [what, series] of grouped(amounts, one => AMOUNT.exec(one.workload)[1])) {
      if (new Set(series.map(one => one.workload)).size < 2) continue;
      const contenders = [...grouped(series, one => one.contender)];
      const plotted = (x, y) =>
        contenders.map(([name, points]) => ({
          name,
          points: points.map(one => ({ x: x(one), y: y(one) })).filter(point => point.x > 0 && point.y > 0).sort((a, b) => a.x - b.x),
        }));
      const detail = name => one => median((one.details ?? []).map(round => round[name]));
      lines(
        parent,
        what + ": time (" + series[0].unit + ")",
        { title: what, logarithmic: true },
        { title: series[0].unit, logarithmic: true },
        plotted(one => Number(AMOUNT.exec(one.workload)[2]), one => one.median));
      if (series.some(one => detail("residentMiB")(one) > 0)) {
        lines(
          parent,
          what + ": memory (MiB)",
          { title: "live MiB", logarithmic: true },
          { title: "resident MiB", logarithmic: true },
          plotted(detail("liveMiB"), detail("residentMiB")));
      }
    }
  }

  // Details named p50, p99.9 and the like: the part of operations that took longer, on a logarithmic axis, to the longest.
  const PERCENTILE = /^p(\d+(?:\.\d+)?)$/;
  function percentiles(parent, all) {
    const having = all.filter(one => (one.details ?? []).some(round => Object.keys(round).some(name => PERCENTILE.test(name))));
    for (const [workload, series] of grouped(having, one => one.workload)) {
      const names = Object.keys(series[0].details[0]).filter(name => PERCENTILE.test(name));
      const places = new Map(names.map(name => [name, 1 / (1 - Number(PERCENTILE.exec(name)[1]) / 100)]));
      if (series[0].details[0].max !== undefined) places.set("max", 10 * Math.max(...places.values()));
      const labels = new Map([...places].map(([name, place]) => [place, name.replace(/^p(.*)/, "$1 %")]));
      lines(
        parent,
        workload + ": percentiles",
        { title: "of all operations", logarithmic: true, ticks: [...places.values()], label: place => labels.get(place) ?? "" },
        { title: series[0].unit, logarithmic: true },
        series.map(one => ({
          name: one.contender,
          points: [...places].map(([name, place]) => ({ x: place, y: median(one.details.map(round => round[name])) })),
        })));
    }
  }

  function charts(parent, result) {
    const box = element("div", parent, undefined, "charts");
    const groups = grouped(result.series, one => one.workload + "\n" + one.unit);
    const byWorkload = [...groups.values()].sort(
      (a, b) => order(result, a[0].workload) - order(result, b[0].workload));
    for (const series of byWorkload) {
      if (series.some(one => one.median !== undefined)) bars(box, series[0].workload, series[0].unit, series);
    }
    percentiles(box, result.series);
    scaling(box, result.series);
    growth(box, result.series);
  }

  function order(result, workload) {
    return result.series.findIndex(one => one.workload === workload);
  }

  // ---------------------------------------------------------------------------------------------------- tables

  function verdict(finding) {
    if (finding.bound === undefined) return "";
    return finding.missed ? { text: "MISSED", className: "missed" } : { text: "kept", className: "kept" };
  }

  function findings(parent, all) {
    table(
      parent,
      ["finding", "#median", "#interval", "unit", "#in CPU time", "#bound", "verdict"],
      all.map(one => [
        one.what,
        number(one.median),
        interval(one),
        one.unit,
        number(one.processorTimeMedian),
        one.bound === undefined ? "" : "at most " + number(one.bound),
        verdict(one),
      ]));
  }

  function median(values) {
    const sorted = values.filter(value => value !== undefined).sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length === 0 ? undefined : sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  function figures(parent, result) {
    const details = [...new Set(result.series.flatMap(one => (one.details ?? []).flatMap(Object.keys)))];
    table(
      parent,
      ["workload", "contender", "#median", "unit", "#interval", "#rounds", ...details.map(name => "#" + name)],
      result.series.map(one => [
        one.workload,
        one.contender,
        one.median === undefined ? one.failure ?? "no figures" : number(one.median),
        one.unit,
        one.median === undefined ? "" : interval(one) + (one.failure ? ", until it failed: " + one.failure : ""),
        String(one.rounds.length),
        ...details.map(name => number(median((one.details ?? []).map(round => round[name])))),
      ]));
  }

  // ------------------------------------------------------------------------------------------------------ page

  function facts(parent) {
    const list = element("dl", parent);
    const all = { "run": run.started + " to " + run.finished, ...run.environment };
    for (const [name, value] of Object.entries(all)) {
      element("dt", list, name);
      element("dd", list, value);
    }
  }

  element("p", root, "To repeat this run:");
  element("pre", root, run.command);
  const links = element("nav", root);
  for (const result of run.results) {
    const link = element("a", links, result.measure);
    link.href = "#" + result.measure;
  }
  const promised = run.results.flatMap(result => result.findings).filter(one => one.bound !== undefined);
  if (promised.length > 0) {
    element("h2", root, "Promises");
    findings(root, promised);
  }
  for (const result of run.results.filter(one => one.layers)) {
    element("h3", root, "Where the time goes: " + result.measure);
    element("p", root, "Between C and our allocator, on the same mimalloc, as factors. The first three, multiplied, are about the whole: each is a median of its own.");
    findings(root, result.layers);
  }
  for (const result of run.results) {
    element("h2", root, result.measure).id = result.measure;
    element("p", root, result.explanation);
    charts(root, result);
    if (result.findings.length > 0) {
      element("h3", root, "Ratios and other findings");
      findings(root, result.findings);
    }
    figures(folded(root, "All figures of " + result.measure), result);
  }
  element("h2", root, "Environment");
  facts(root);
})();

<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${name} - seqgen report</title>
<style>
:root { color-scheme: light dark; --page: #ffffff; --ink: #1d2430; --faint: #667085; --line: #d5dae3; --box: #eef2fb; --accent: #3156d3;
  --warm: #c2571a; --cool: #1f8a70; --copy: #fde9d9; }
@media (prefers-color-scheme: dark) {
:root { --page: #14181f; --ink: #e6e9ef; --faint: #98a2b3; --line: #343c4a; --box: #212a3d; --accent: #8ea8ff; --warm: #f0935a;
  --cool: #57c7a9; --copy: #4a3222; }
}
body { background: var(--page); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 62rem; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: 0; }
h2 { border-bottom: 1px solid var(--line); font-size: 1.15rem; margin-top: 2.4rem; padding-bottom: .2rem; }
p.below { color: var(--faint); margin-top: .2rem; }
.facts { display: flex; flex-wrap: wrap; gap: .8rem 2.4rem; margin: 1.4rem 0; padding: 0; list-style: none; }
.facts b { display: block; font-size: 1.35rem; font-variant-numeric: tabular-nums; }
.facts li { color: var(--faint); }
.facts b { color: var(--ink); }
table { border-collapse: collapse; font-size: .9rem; }
th { color: var(--faint); font-weight: normal; }
th, td { border-bottom: 1px solid var(--line); padding: .25rem .9rem .25rem 0; text-align: left; }
.number { font-variant-numeric: tabular-nums; text-align: right; }
.wide { overflow-x: auto; }
svg { display: block; font-family: system-ui, sans-serif; }
svg text { fill: var(--ink); font-size: 12px; }
svg .name { font-weight: 600; }
svg .small { fill: var(--faint); font-size: 11px; }
svg .shape { font-family: ui-monospace, monospace; }
svg .label { fill: #ffffff; }
.box { fill: var(--box); stroke: var(--accent); }
.box.input, .box.output { fill: none; stroke: var(--faint); }
.box.copy { fill: var(--copy); stroke: var(--warm); }
.edge { fill: none; stroke: var(--faint); stroke-width: 1.4; }
.grid { stroke: var(--line); }
.macs { fill: var(--accent); }
.weights { fill: var(--cool); }
.histogram rect { fill: var(--accent); }
.m0 { fill: #3156d3; } .m1 { fill: #1f8a70; } .m2 { fill: #b4501b; } .m3 { fill: #7a3fb5; } .m4 { fill: #a23b55; } .m5 { fill: #4b6478; }
</style>
</head>
<body>
<svg width="0" height="0" aria-hidden="true"><defs><marker id="arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7"
  orient="auto"><path d="M0 0L8 4L0 8z" fill="#7d8796"/></marker></defs></svg>
<h1>${name}</h1>
<p class="below">${mode == "stream" and "a stream" or "whole sequences"}, from ${spec_name}, by seqgen ${version}</p>
<ul class="facts">
% for _, fact in ipairs(facts) do
<li><b>${fact[1]}</b>${fact[2]}</li>
% end
</ul>

<h2>Buffers of the caller</h2>
<p class="below">Axes: N batch, T time, C channel, D layer and direction; slowest first, as they lie in memory.</p>
${signals}

<h2>Layers</h2>
<p class="below">In order of execution, after folding. Beside each: layout and size of its result, multiply-adds of one call, weights.
Lines on the left join layers that do not follow each other. Copies stand out in orange.</p>
<div class="wide">
${layers}
</div>
% if #copies == 0 then
<p>No copies: every layer reads and writes the layouts that lie there.</p>
% else
<p>Copies, and why:</p>
<ul>
%   for _, line in ipairs(copies) do
<li>${escape(line)}</li>
%   end
</ul>
% end

<h2>Scratch memory</h2>
<p class="below">${scratch} bytes; no plan could do with less than ${bound}, the largest sum of what lives at one time. Layers from left
to right, bytes upwards; a box lives from the layer that writes it to the last one that reads it.</p>
% if memory or integers then
<div class="wide">
% if memory then
${memory}
% end
% if integers then
${integers}
% end
</div>
% else
<p>This model needs none.</p>
% end

% if state then
<h2>What is kept between calls</h2>
% if stream then
<p class="below">${stream}</p>
% end
${state}

% end
% if weights then
<h2>Weights</h2>
<p class="below">As they stand in the C file, after folding; in PyTorch's order and names.</p>
<div class="wide">
${weights}
</div>
% end
</body>
</html>

// The rows of Node.js, which has promises (many, on one thread) and worker threads (few, on threads of their own), and no
// channels: what can be said of a goroutine and of these. It is asked as every worker is: see go/main.go.
import { createInterface } from "node:readline";
import { isMainThread, parentPort, Worker } from "node:worker_threads";

const micros = (nanos) => nanos / 1e3;
const now = () => Number(process.hrtime.bigint());

function liveBytes(n) {
  if (n < 8_000) return 0; // as Probes.java says
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

function latencies(figures, nanos) {
  nanos.sort((a, b) => a - b);
  const percentile = (part) => micros(nanos[Math.min(nanos.length - 1, Math.round(part * nanos.length))]);
  figures["p50"] = percentile(0.5);
  figures["p99"] = percentile(0.99);
  figures["p99.9"] = percentile(0.999);
}

const element = (i) => i & 127;

// Async functions started, and waited for with all others.
async function spawn(n) {
  let ran = 0;
  const all = [];
  for (let i = 0; i < n; i++) {
    all.push((async () => void ran++)());
  }
  await Promise.all(all);
  return ran;
}

async function spawnResult(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    sum += await (async () => element(i))();
  }
  return sum;
}

// Async functions below a small stack, which await a promise that all of them share.
async function scale(n, figures) {
  const wake = resolvers();
  const end = resolvers();
  const woken = resolvers();
  const ended = resolvers();
  let ran = 0;
  let left = n;
  const parkDeep = async (depth, promise) => {
    await (depth > 0 ? parkDeep(depth - 1, promise) : promise);
  };
  const before = liveBytes(n);
  const t0 = now();
  for (let i = 0; i < n; i++) {
    (async () => {
      await parkDeep(3, wake.promise);
      if (++ran === n) woken.resolve();
      await parkDeep(3, end.promise);
      if (--left === 0) ended.resolve();
    })();
  }
  const t1 = now();
  figures["bytes"] = (liveBytes(n) - before) / n;
  const t2 = now();
  wake.resolve();
  await woken.promise;
  const t3 = now();
  end.resolve();
  await ended.promise;
  figures["start"] = (t1 - t0) / n;
  figures["wake"] = (t3 - t2) / n;
  figures["end"] = (now() - t3) / n;
  return ran;
}

function resolvers() {
  const made = {};
  made.promise = new Promise((resolve) => (made.resolve = resolve));
  return made;
}

// The unit that can run beside others is a worker thread; each says when it is there, echoes one message, and is ended.
async function units(n, figures) {
  const said = (worker) => new Promise((resolve) => worker.once("message", resolve));
  const before = process.memoryUsage().rss;
  const t0 = now();
  const workers = Array.from({ length: n }, () => new Worker(new URL(import.meta.url)));
  await Promise.all(workers.map(said));
  const t1 = now();
  figures["bytes"] = (process.memoryUsage().rss - before) / n;
  const t2 = now();
  const answers = workers.map(said);
  workers.forEach((worker) => worker.postMessage(1));
  const ran = (await Promise.all(answers)).length;
  const t3 = now();
  await Promise.all(workers.map((worker) => worker.terminate()));
  figures["start"] = (t1 - t0) / n;
  figures["wake"] = (t3 - t2) / n;
  figures["end"] = (now() - t3) / n;
  return ran;
}

// An element to another thread and back.
async function pingPong(n) {
  const worker = new Worker(new URL(import.meta.url));
  const next = () => new Promise((resolve) => worker.once("message", resolve));
  await next();
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const answer = next();
    worker.postMessage(element(i));
    sum += await answer;
  }
  await worker.terminate();
  return sum;
}

async function timersPending(n, figures) {
  const before = liveBytes(n);
  const began = now();
  const timers = [];
  for (let i = 0; i < n; i++) {
    timers.push(setTimeout(() => {}, 3_600_000));
  }
  figures["start"] = (now() - began) / n;
  figures["bytes"] = (liveBytes(n) - before) / n;
  const stopping = now();
  timers.forEach((timer) => clearTimeout(timer));
  figures["stop"] = (now() - stopping) / n;
  return timers.length;
}

function ticker(n, figures) {
  return new Promise((resolve) => {
    const jitter = [];
    let last = 0;
    const interval = setInterval(() => {
      const tick = now();
      if (last !== 0) jitter.push(Math.abs(tick - last - 1_000_000));
      last = tick;
      if (jitter.length === n) {
        clearInterval(interval);
        latencies(figures, jitter);
        resolve(n);
      }
    }, 1);
  });
}

const rows = {
  spawn,
  "spawn-result": spawnResult,
  "ping-pong": pingPong,
  "scale-1": scale,
  "scale-1000": scale,
  "scale-100000": scale,
  "scale-1000000": scale,
  "units-8": units,
  "timers-pending": timersPending,
  ticker,
};

async function answer(body, n, millis) {
  const figures = {};
  let runs = 0;
  let sum = 0;
  const began = now();
  let elapsed;
  do {
    sum += await body(n, figures);
    runs++;
    elapsed = now() - began;
  } while (elapsed < millis * 1e6);
  const text = Object.entries(figures).map(([name, value]) => ` ${name}=${value.toPrecision(6)}`);
  return `ok ${runs} ${elapsed} ${sum}${text.join("")}`;
}

if (!isMainThread) {
  parentPort.on("message", (message) => parentPort.postMessage(message));
  parentPort.postMessage("ready");
} else if (process.argv[2] === "-list") {
  console.log(Object.keys(rows).join("\n"));
} else {
  console.log("ready");
  for await (const line of createInterface({ input: process.stdin })) {
    const [, n, millis] = line.split(" ").map(Number);
    console.log(await answer(rows[process.argv[2]], n, millis).catch((failure) => `failed ${failure}`));
  }
}

// Async and await: fetches several pages at once, with a limit and a deadline.
// Go: goroutines, errgroup, context. Node.js: async function fetchData() { await fetch(url) }

import static dev.millrace.Go.*;

import module dev.millrace;
import module java.net.http;
import module jdk.httpserver;

final HttpClient client = HttpClient.newHttpClient();

// A blocking call is all that it takes: it blocks the goroutine, and no thread of the machine.
String fetch(URI url) throws IOException, InterruptedException {
  return client
      .send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString())
      .body();
}

Promise<String> fetchData(URI url) {
  return async(() -> fetch(url));
}

void main() throws Exception {
  HttpServer server = startServer();
  URI site = URI.create("http://localhost:" + server.getAddress().getPort());

  // const result = await fetchData(url)
  IO.println(fetchData(site.resolve("/hello")).await());

  // Both at once, then wait for both.
  var first = fetchData(site.resolve("/first"));
  var second = fetchData(site.resolve("/second"));
  IO.println(first.await() + ", " + second.await());

  // Nine, three at a time, all within a minute; the first failure would cancel the rest.
  try (var ctx = Context.background().withTimeout(Duration.ofMinutes(1));
      var group = new Group(ctx).limit(3)) {
    for (int page = 1; page <= 9; page++) {
      URI url = site.resolve("/page-" + page);
      group.go(() -> IO.println(fetch(url)));
    }
    group.await();
  }

  // A page that does not come in time: the deadline interrupts the call.
  try (var ctx = Context.background().withTimeout(Duration.ofSeconds(1));
      var group = new Group(ctx)) {
    group.go(() -> IO.println(fetch(site.resolve("/never"))));
    group.await();
  } catch (CompletionException e) {
    IO.println("/never: " + e.getCause().getMessage());
  }

  server.stop(0);
}

HttpServer startServer() throws IOException {
  var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  server.setExecutor(task -> go(task::run));
  server.createContext(
      "/",
      exchange -> {
        String path = exchange.getRequestURI().getPath();
        if (path.equals("/never")) {
          return; // and leave the request unanswered
        }
        byte[] body = ("answer to " + path).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
      });
  server.start();
  return server;
}

// Conway's problem, from Hoare's CSP: three processes that hand over one character at a time read
// cards, replace ** by ^, and print lines of another length.

import static dev.millrace.Go.*;

import module dev.millrace;

void disassemble(List<String> cards, Sender<Character> out) throws InterruptedException {
  for (String card : cards) {
    for (char c : card.toCharArray()) out.send(c);
    out.send(' ');
  }
  out.close();
}

void squash(Receiver<Character> in, Sender<Character> out) throws InterruptedException {
  for (char c : in) {
    if (c != '*') {
      out.send(c);
      continue;
    }
    switch (in.receiveOrClosed()) {
      case Value(Character next) when next == '*' -> out.send('^');
      case Value(Character next) -> {
        out.send('*');
        out.send(next);
      }
      case Closed(_) -> out.send('*');
    }
  }
  out.close();
}

void assemble(Receiver<Character> in, int width) {
  var line = new StringBuilder();
  for (char c : in) {
    line.append(c);
    if (line.length() == width) {
      IO.println("<" + line + ">");
      line.setLength(0);
    }
  }
  if (!line.isEmpty()) {
    IO.println("<" + line + " ".repeat(width - line.length()) + ">");
  }
}

void main() {
  var cards = List.of("a**2 + b**2", "= c**2", "a*b***c", "*");
  Chan<Character> characters = Chan.make(), squashed = Chan.make();
  go(() -> disassemble(cards, characters));
  go(() -> squash(characters, squashed));
  assemble(squashed, 8);
}

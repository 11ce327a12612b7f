package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The directional types. */
class DirectionTest {
  private static Set<String> methods(Class<?> type) {
    return Arrays.stream(type.getMethods()).map(Method::getName).collect(Collectors.toSet());
  }

  @Test
  void aChannelIsBothItsDirections() throws Exception {
    Chan<Integer> ch = Chan.make(1);
    Sender<Integer> in = ch;
    Receiver<Integer> out = ch;
    in.send(1);
    assertThat(out.length()).isEqualTo(1);
    assertThat(out.receive()).isEqualTo(1);
    in.close();
    assertThat(out.isClosed()).isTrue();
  }

  @Test
  void aReceiverCanNeitherSendNorClose() {
    assertThat(methods(Receiver.class))
        .contains("receive", "tryReceive", "iterator", "stream")
        .doesNotContain("send", "trySend", "close", "tryClose");
  }

  @Test
  void aSenderCannotReceive() {
    assertThat(methods(Sender.class))
        .contains("send", "trySend", "close", "tryClose")
        .doesNotContain("receive", "tryReceive", "receiveOrClosed", "iterator", "stream");
    assertThat(Iterable.class.isAssignableFrom(Sender.class)).isFalse();
  }

  @Test
  void foreignSendersReceiversAndCasesCannotBe() {
    assertThat(Sender.class.isSealed()).isTrue();
    assertThat(Receiver.class.isSealed()).isTrue();
    assertThat(Chan.class.isSealed()).isTrue();
    assertThat(Case.class.isSealed()).isTrue();
    assertThat(Received.class.isSealed()).isTrue();
    assertThat(Goroutine.class.isSealed()).isTrue();
  }

  @Test
  void neitherDirectionIsTheOtherOrTheChannel() {
    for (Class<?> to : List.of(Sender.class, Receiver.class, Chan.class)) {
      for (Class<?> from : List.of(Sender.class, Receiver.class)) {
        assertThat(to.isAssignableFrom(from)).as("%s = %s", to, from).isEqualTo(to == from);
      }
      assertThat(to.isAssignableFrom(Chan.class)).isTrue();
    }
  }

  @Test
  void aCaseReceivesOnlyFromAReceiverAndSendsOnlyToASender() {
    for (Class<?> type : List.of(Go.class, Select.class)) {
      for (Method m : type.getMethods()) {
        switch (m.getName()) {
          case "recv", "recvOrClosed" ->
              assertThat(m.getParameterTypes()[0]).isSameAs(Receiver.class);
          case "send" -> assertThat(m.getParameterTypes()[0]).isSameAs(Sender.class);
          default -> {}
        }
      }
      assertThat(methods(type)).contains("recv", "send");
    }
  }
}

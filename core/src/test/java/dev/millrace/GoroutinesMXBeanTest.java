package dev.millrace;

import static dev.millrace.Go.go;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import javax.management.openmbean.TabularData;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What JMX is told of goroutines. */
@Timeout(60)
class GoroutinesMXBeanTest {
  private static final String NAME = "dev.millrace:type=Goroutines";

  private final MBeanServer server = ManagementFactory.getPlatformMBeanServer();
  private final Chan<Integer> ch = Chan.make();
  private ObjectName name;
  private Goroutine first;
  private Goroutine second;

  @BeforeEach
  void register() throws Exception {
    name = new ObjectName(NAME);
    Goroutines.registerMXBean();
    first = go(() -> ch.receive());
    second = go(() -> ch.receive());
    while (!Goroutines.dump().contains("2 receivers waiting")) {
      Thread.onSpinWait();
    }
  }

  @AfterEach
  void unregister() throws Exception {
    ch.close();
    if (server.isRegistered(name)) {
      server.unregisterMBean(name);
    }
  }

  @Test
  void theAttributesAreTheCountAndTheNumbersByState() throws Exception {
    assertThat((int) server.getAttribute(name, "Count")).isGreaterThanOrEqualTo(2);
    TabularData ids = (TabularData) server.getAttribute(name, "IdsByState");
    CompositeData row = ids.get(new Object[] {"chan receive"});
    assertThat((long[]) row.get("value")).contains(first.id(), second.id()).isSorted();
  }

  @Test
  void theOperationsAreTheDumps() throws Exception {
    assertThat((String) server.invoke(name, "dump", null, null))
        .contains(
            "goroutine " + first.id() + " [chan receive]:\n",
            "goroutine " + second.id() + " [chan receive]:\n",
            "dev.millrace.GoroutinesMXBeanTest.");
    assertThat((String) server.invoke(name, "dumpGrouped", null, null))
        .contains("dev.millrace.GoroutinesMXBeanTest.");
  }

  @Test
  void aClientThatHasTheLibraryGetsItsTypes() {
    GoroutinesMXBean bean = JMX.newMXBeanProxy(server, name, GoroutinesMXBean.class);
    assertThat(bean.getCount()).isGreaterThanOrEqualTo(2);
    assertThat(bean.getIdsByState().get("chan receive")).contains(first.id(), second.id());
    assertThat(bean.dumpGrouped()).contains("\ton channel 0x");
  }

  @Test
  void itMayBeRegisteredAgain() throws Exception {
    Goroutines.registerMXBean();
    server.unregisterMBean(name);
    assertThat(server.isRegistered(name)).isFalse();
    Goroutines.registerMXBean();
    assertThat(server.isRegistered(name)).isTrue();
  }

  @Test
  void aStrangersBeanOfThatNameIsNotReplaced() throws Exception {
    server.unregisterMBean(name);
    server.registerMBean(new javax.management.monitor.StringMonitor(), name);
    assertThat(org.assertj.core.api.Assertions.catchThrowable(Goroutines::registerMXBean))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(NAME + " is another copy of Millrace's");
  }

  @Test
  void whatIsLeakedIsToldInOpenTypes() throws Exception {
    assertThat(ForkedJvm.run(Leaking.class, List.of(ForkedJvm.UNTRACKED)))
        .singleElement()
        .asString()
        .matches("chan receive at dev\\.millrace\\.GoroutinesMXBeanTest\\$Leaking\\..*");
  }

  /** Loses a goroutine, and asks by JMX. */
  static final class Leaking {
    private Leaking() {}

    public static void main(String[] args) throws Exception {
      lose();
      Goroutines.registerMXBean();
      MBeanServer server = ManagementFactory.getPlatformMBeanServer();
      CompositeData[] leaked = {};
      while (leaked.length == 0) { // it may not wait yet
        leaked = (CompositeData[]) server.invoke(new ObjectName(NAME), "leaked", null, null);
      }
      for (CompositeData each : leaked) {
        CompositeData frame = ((CompositeData[]) each.get("stack"))[0];
        for (CompositeData f : (CompositeData[]) each.get("stack")) {
          if (String.valueOf(f.get("className")).endsWith("Leaking")) {
            frame = f;
          }
        }
        System.out.println(
            each.get("state") + " at " + frame.get("className") + "." + frame.get("methodName"));
      }
    }

    private static void lose() {
      Chan<Integer> lost = Chan.make();
      go(() -> lost.receive());
    }
  }

  @Test
  void withoutItsModuleTheRestWorksAndTheReasonIsGiven() throws Exception {
    assertThat(ForkedJvm.run(Bare.class, List.of("--limit-modules=java.base")))
        .containsExactly(
            "0 goroutines",
            "goroutines cannot be shown to JMX: the module java.management is not there; start the"
                + " JVM with --add-modules java.management");
  }

  /** Runs where there is no JMX. */
  static final class Bare {
    private Bare() {}

    public static void main(String[] args) {
      System.out.println(Goroutines.count() + " goroutines");
      try {
        Goroutines.registerMXBean();
      } catch (IllegalStateException e) {
        System.out.println(e.getMessage());
      }
    }
  }
}

package dev.millrace.race.jdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.FieldModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.instruction.InvokeInstruction;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of what orders threads fits this JDK, and its edits are valid classes. */
class JdkEdgesTest {
  /** Classes that are named for the sake of their subclasses or prefixes. */
  private static final Set<String> UNCHANGED =
      Set.of("java/util/Stack", "java/util/concurrent/CountedCompleter");

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = Object.class.getModule().getResourceAsStream(name + ".class")) {
      assertThat(in).as(name).isNotNull();
      return in.readAllBytes();
    }
  }

  @Test
  void everyRuleIsAboutAMethodThatIsThere() throws IOException {
    List<String> missing = new ArrayList<>();
    for (String name : JdkEdges.rules().names()) {
      ClassModel model = ClassFile.of().parse(bytes(name));
      Rules.Of of = Objects.requireNonNull(JdkEdges.rules().about(name));
      for (Rule rule : of.rules) {
        if (!matches(model, rule)) {
          missing.add(name + ": " + rule);
        }
      }
      for (String field : of.volatiles) {
        // Some classes access those of others.
        if (model.fields().stream().noneMatch(f -> f.fieldName().equalsString(field))
            && !name.startsWith("java/util/concurrent/ForkJoin")
            && !name.equals("java/util/concurrent/CountedCompleter")) {
          missing.add(name + ": " + field);
        }
      }
    }
    assertThat(missing).isEmpty();
  }

  private static boolean matches(ClassModel model, Rule rule) {
    for (MethodModel method : model.methods()) {
      if (rule.concerns(method.methodName().stringValue(), method.methodType().stringValue())
          && method.code().isPresent()) {
        if (rule.key() != Rule.Key.FIELD) {
          return true;
        }
        for (FieldModel field : model.fields()) {
          if (field.fieldName().equalsString(rule.field())) {
            return true;
          }
        }
      }
    }
    return false;
  }

  @Test
  void everyEditIsAValidClass() throws IOException {
    for (String name : JdkEdges.rules().names()) {
      byte[] edited = JdkEdges.edit(name, bytes(name));
      if (edited == null) {
        assertThat(UNCHANGED).contains(name);
        continue;
      }
      List<VerifyError> errors =
          ClassFile.of().verify(edited).stream()
              // Two classes that only the boot loader sees are assumed to be unrelated.
              .filter(e -> !String.valueOf(e.getMessage()).contains("Could not resolve"))
              .toList();
      assertThat(errors).as(name).isEmpty();
    }
  }

  @Test
  void anEditAddsNoMembers() throws IOException {
    String name = "java/util/concurrent/locks/ReentrantLock";
    ClassModel before = ClassFile.of().parse(bytes(name));
    ClassModel after = ClassFile.of().parse(JdkEdges.edit(name, bytes(name)));

    assertThat(after.methods()).hasSameSizeAs(before.methods());
    assertThat(after.fields()).hasSameSizeAs(before.fields());
  }

  @Test
  void aLineThatIsNoRuleIsRefused() {
    Rules rules = new Rules();

    assertThatThrownBy(() -> rules.read("releases com.acme.Queue.put(this)"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("releases com.acme.Queue.put(this)");
    assertThatThrownBy(() -> rules.read("release put(this)"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> rules.read("release com.acme.Queue.put(that)"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLibrarysRulesAreRead() {
    Rules rules = new Rules();
    rules.read(
        """
        # Acme's queue
        release com.acme.Queue.put(arg1)
        acquire com.acme.Queue.take(result/2)
        """);

    assertThat(Objects.requireNonNull(rules.about("com/acme/Queue")).rules)
        .containsExactly(
            new Rule("put", "", Rule.Action.RELEASE, Rule.Key.ARGUMENT, null, 1, -1),
            new Rule("take", "", Rule.Action.ACQUIRE, Rule.Key.RESULT, null, 0, 2));
    assertThat(rules.concern("com/acme/Other")).isFalse();
  }

  /** A library's class. */
  @SuppressWarnings("unused")
  static class Library {
    Object exchange(Object given, long timeout) {
      given = given.toString();
      return timeout > 0 ? given : this;
    }
  }

  @Test
  void aLibrarysClassIsEdited() throws IOException {
    String name = Library.class.getName().replace('.', '/');
    byte[] bytes;
    try (InputStream in = getClass().getResourceAsStream("JdkEdgesTest$Library.class")) {
      bytes = in.readAllBytes();
    }
    Rules rules = new Rules();
    rules.read("release LIB.exchange(arg1)".replace("LIB", Library.class.getName()));
    rules.read("acquire LIB.exchange(result)".replace("LIB", Library.class.getName()));
    rules.read("acquire LIB.exchange(arg1/2)".replace("LIB", Library.class.getName()));

    byte[] edited = JdkEdges.edit(rules, name, bytes);

    assertThat(ClassFile.of().verify(edited)).isEmpty();
    List<String> hooks = new ArrayList<>();
    for (MethodModel method : ClassFile.of().parse(edited).methods()) {
      for (CodeElement e : method.code().orElseThrow()) {
        if (e instanceof InvokeInstruction call
            && call.owner().asInternalName().equals("dev/millrace/race/jdk/Hooks")) {
          hooks.add(call.name().stringValue());
        }
      }
    }
    assertThat(hooks).containsExactly("release", "acquire", "acquire");
  }
}

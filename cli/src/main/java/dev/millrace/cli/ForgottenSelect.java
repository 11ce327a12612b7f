package dev.millrace.cli;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionStatementTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.util.List;
import javax.lang.model.element.Element;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.ElementFilter;
import javax.tools.Diagnostic;
import org.jspecify.annotations.Nullable;

/**
 * The Go programmer's first slip: {@code send(ch, 1);} makes a case of a select and drops it. Where
 * the value of such a call is dropped, by a statement or by a lambda that returns nothing, the
 * program is refused.
 */
final class ForgottenSelect extends TreePathScanner<@Nullable Void, @Nullable Void> {
  private static final int LONGEST_QUOTE = 60;

  private final JavacTask task;
  private final Trees trees;

  ForgottenSelect(JavacTask task) {
    this.task = task;
    trees = Trees.instance(task);
  }

  @Override
  public @Nullable Void visitExpressionStatement(
      ExpressionStatementTree statement, @Nullable Void unused) {
    check(statement.getExpression(), getCurrentPath());
    return super.visitExpressionStatement(statement, null);
  }

  @Override
  public @Nullable Void visitLambdaExpression(LambdaExpressionTree lambda, @Nullable Void unused) {
    if (lambda.getBody() instanceof ExpressionTree body
        && returnsNothing(trees.getTypeMirror(getCurrentPath()))) {
      check(body, getCurrentPath());
    }
    return super.visitLambdaExpression(lambda, null);
  }

  private void check(ExpressionTree expression, TreePath parent) {
    MethodInvocationTree builder = builder(expression, parent);
    if (builder != null) {
      CompilationUnitTree unit = parent.getCompilationUnit();
      trees.printMessage(
          Diagnostic.Kind.ERROR,
          "this case is in no select, so it does nothing; " + hint(expression, builder, unit),
          expression,
          unit);
    }
  }

  /**
   * The call of one of Go's methods that makes the case which is the value of this expression; null
   * if it is something else.
   */
  private @Nullable MethodInvocationTree builder(ExpressionTree expression, TreePath parent) {
    ExpressionTree inner = expression;
    while (inner instanceof ParenthesizedTree parentheses) {
      inner = parentheses.getExpression();
    }
    if (!(inner instanceof MethodInvocationTree call)
        || !(trees.getElement(TreePath.getPath(parent, call)) instanceof ExecutableElement method)
        || !(method.getReturnType() instanceof DeclaredType type)
        || !isNamed(type.asElement(), "dev.millrace.Case")) {
      return null;
    }
    if (isNamed(method.getEnclosingElement(), "dev.millrace.Go")) {
      return call;
    }
    boolean mapped = isNamed(method.getEnclosingElement(), "dev.millrace.Case");
    return mapped && call.getMethodSelect() instanceof MemberSelectTree select
        ? builder(select.getExpression(), parent)
        : null;
  }

  private static boolean isNamed(@Nullable Element element, String name) {
    return element instanceof TypeElement type && type.getQualifiedName().contentEquals(name);
  }

  /** Whether the one method of a functional interface is void. */
  private boolean returnsNothing(@Nullable TypeMirror type) {
    if (!(type instanceof DeclaredType declared)
        || !(declared.asElement() instanceof TypeElement element)) {
      return false;
    }
    TypeElement object = task.getElements().getTypeElement("java.lang.Object");
    return ElementFilter.methodsIn(task.getElements().getAllMembers(element)).stream()
        .filter(method -> method.getModifiers().contains(Modifier.ABSTRACT))
        .filter(method -> !redeclares(method, object))
        .anyMatch(method -> method.getReturnType().getKind() == TypeKind.VOID);
  }

  /** As Comparator does with equals, which does not count as its method. */
  private static boolean redeclares(ExecutableElement method, TypeElement object) {
    return ElementFilter.methodsIn(object.getEnclosedElements()).stream()
        .anyMatch(own ->
            own.getModifiers().contains(Modifier.PUBLIC)
                && own.getSimpleName().equals(method.getSimpleName())
                && own.getParameters().size() == method.getParameters().size());
  }

  private String hint(
      ExpressionTree whole, MethodInvocationTree builder, CompilationUnitTree unit) {
    String prefix =
        builder.getMethodSelect() instanceof MemberSelectTree select
            ? text(select.getExpression(), unit) + "."
            : "";
    String selected = prefix + "select(" + text(whole, unit) + ")";
    String direct = whole == builder ? direct(prefix, builder, unit) : "";
    return "did you mean " + (direct.isEmpty() ? "" : direct + ", or ") + selected + "?";
  }

  /**
   * The operation that this case is the select's form of, if there is one: a case with a body wants
   * to be selected.
   */
  private String direct(String prefix, MethodInvocationTree builder, CompilationUnitTree unit) {
    List<? extends ExpressionTree> arguments = builder.getArguments();
    String name =
        builder.getMethodSelect() instanceof MemberSelectTree select
            ? select.getIdentifier().toString()
            : ((IdentifierTree) builder.getMethodSelect()).getName().toString();
    return switch (name + "/" + arguments.size()) {
      case "send/2" ->
          receiver(arguments.get(0), unit) + ".send(" + text(arguments.get(1), unit) + ")";
      case "recv/1" -> receiver(arguments.get(0), unit) + ".receive()";
      case "recvOrClosed/1" -> receiver(arguments.get(0), unit) + ".receiveOrClosed()";
      case "after/1" -> prefix + "sleep(" + text(arguments.get(0), unit) + ")";
      case "done/1" -> receiver(arguments.get(0), unit) + ".done().receive()";
      default -> "";
    };
  }

  private String receiver(ExpressionTree expression, CompilationUnitTree unit) {
    String text = text(expression, unit);
    return switch (expression.getKind()) {
      case IDENTIFIER, MEMBER_SELECT, METHOD_INVOCATION, ARRAY_ACCESS, PARENTHESIZED -> text;
      default -> "(" + text + ")";
    };
  }

  /** The source of an expression on one line, cut if it is long. */
  private String text(Tree tree, CompilationUnitTree unit) {
    long start = trees.getSourcePositions().getStartPosition(unit, tree);
    long end = trees.getSourcePositions().getEndPosition(unit, tree);
    try {
      CharSequence source = unit.getSourceFile().getCharContent(true);
      if (start < 0 || end < start || end > source.length()) {
        return "…";
      }
      String text =
          source.subSequence((int) start, (int) end).toString().strip().replaceAll("\\s+", " ");
      return text.length() <= LONGEST_QUOTE ? text : text.substring(0, LONGEST_QUOTE - 1) + "…";
    } catch (IOException e) {
      return "…";
    }
  }
}

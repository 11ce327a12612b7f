package dev.millrace.cli;

import java.util.List;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.ArrayType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;

/**
 * Java 25's rule for what a program starts with (JLS 12.1.4), for classes that are being compiled.
 */
final class MainMethod {
  private MainMethod() {}

  static boolean isIn(TypeElement type, Elements elements) {
    return ElementFilter.methodsIn(elements.getAllMembers(type)).stream()
        .anyMatch(method -> isMain(method, type));
  }

  private static boolean isMain(ExecutableElement method, TypeElement type) {
    if (!method.getSimpleName().contentEquals("main")
        || method.getReturnType().getKind() != TypeKind.VOID
        || method.getModifiers().contains(Modifier.PRIVATE)
        || method.getModifiers().contains(Modifier.ABSTRACT)) {
      return false;
    }
    List<? extends VariableElement> parameters = method.getParameters();
    boolean fits =
        parameters.isEmpty() || (parameters.size() == 1 && isStrings(parameters.getFirst()));
    return fits && (method.getModifiers().contains(Modifier.STATIC) || canBeMade(type));
  }

  private static boolean isStrings(VariableElement parameter) {
    return parameter.asType() instanceof ArrayType array
        && array.getComponentType().toString().equals("java.lang.String");
  }

  private static boolean canBeMade(TypeElement type) {
    return type.getKind() == ElementKind.CLASS
        && !type.getModifiers().contains(Modifier.ABSTRACT)
        && ElementFilter.constructorsIn(type.getEnclosedElements()).stream()
            .anyMatch(made ->
                made.getParameters().isEmpty() && !made.getModifiers().contains(Modifier.PRIVATE));
  }
}

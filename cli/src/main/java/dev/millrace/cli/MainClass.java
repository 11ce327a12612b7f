package dev.millrace.cli;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Java 25's launch protocol (JLS 12.1.4): main may be static or not, with or without arguments,
 * inherited, and anything but private. What {@link MainMethod} is for source, this is for classes.
 */
final class MainClass {
  private final Method main;
  private final @Nullable Constructor<?> constructor;

  private MainClass(Method main, @Nullable Constructor<?> constructor) {
    this.main = main;
    this.constructor = constructor;
  }

  /** Loads the class and finds its main; ends the process, with the reason, if there is none. */
  static MainClass load(String name) {
    try {
      Class<?> type = Class.forName(name, false, ClassLoader.getSystemClassLoader());
      Method main = find(type, String[].class);
      if (main == null) {
        main = find(type);
      }
      if (main == null) {
        throw refuse("no main in class " + name + "; a program begins with: void main() { … }");
      }
      Constructor<?> constructor =
          Modifier.isStatic(main.getModifiers()) ? null : constructor(type);
      main.setAccessible(true);
      return new MainClass(main, constructor);
    } catch (ClassNotFoundException e) {
      throw refuse(
          "no class "
              + name
              + " on the class path; see that -cp names the directory above its package, or its"
              + " jar");
    } catch (LinkageError e) {
      throw refuse("cannot load class " + name + ": " + e);
    }
  }

  private static @Nullable Method find(Class<?> type, Class<?>... parameters) {
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      Method method = declared(c, parameters);
      if (method != null) {
        return method;
      }
    }
    for (Class<?> c = type; c != null; c = c.getSuperclass()) {
      for (Class<?> inherited : c.getInterfaces()) {
        // Static methods of interfaces are not inherited.
        Method method = find(inherited, parameters);
        if (method != null && !Modifier.isStatic(method.getModifiers())) {
          return method;
        }
      }
    }
    return null;
  }

  /**
   * Searched by hand: the exception of a search that fails takes longer to make than all else here.
   */
  private static @Nullable Method declared(Class<?> type, Class<?>... parameters) {
    for (Method method : type.getDeclaredMethods()) {
      if (method.getName().equals("main")
          && Arrays.equals(method.getParameterTypes(), parameters)
          && method.getReturnType() == void.class
          && !Modifier.isPrivate(method.getModifiers())
          && !Modifier.isAbstract(method.getModifiers())) {
        return method;
      }
    }
    return null;
  }

  private static Constructor<?> constructor(Class<?> type) {
    try {
      Constructor<?> constructor = type.getDeclaredConstructor();
      if (!Modifier.isPrivate(constructor.getModifiers())
          && !Modifier.isAbstract(type.getModifiers())) {
        constructor.setAccessible(true);
        return constructor;
      }
    } catch (NoSuchMethodException e) {
      // Then it cannot be made, as below.
    }
    throw refuse(
        "main of class "
            + type.getName()
            + " is not static, and the class has no constructor without parameters; add one, or"
            + " make main static");
  }

  private static IllegalStateException refuse(String message) {
    System.err.println("millrace: " + message);
    System.exit(1);
    return new IllegalStateException(message);
  }

  /** Runs main. Whatever it throws comes inside an {@link InvocationTargetException}. */
  void run(String[] arguments) throws InvocationTargetException, ReflectiveOperationException {
    try {
      Object instance = constructor == null ? null : constructor.newInstance();
      if (main.getParameterCount() == 0) {
        main.invoke(instance);
      } else {
        main.invoke(instance, (Object) arguments);
      }
    } catch (ExceptionInInitializerError e) {
      throw new InvocationTargetException(e);
    }
  }
}

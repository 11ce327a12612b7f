package dev.millrace.race.instrument;

import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.WeakHashMap;

/**
 * What must be known of other classes when one is rewritten: what they inherit, and which fields
 * they declare. Read from their class files, as loading them now would be too early.
 */
final class Hierarchy implements ClassHierarchyResolver {
  /** Of classes that are not in a file: their fields are not known, so they are not watched. */
  private static final Facts UNKNOWN =
      new Facts(null, List.of(), false, false, false, Map.of(), false);

  private static final Map<ClassLoader, Hierarchy> BY_LOADER = new WeakHashMap<>();

  private final ClassLoader loader;
  private final Map<String, Facts> known = new HashMap<>();

  /**
   * What is known of a class.
   *
   * @param superclass its internal name; null for none
   * @param hasMethods whether it has those that are added for its fields
   * @param fields the flags of those that it declares, by name
   * @param initialises whether it has an initialiser
   */
  record Facts(
      String superclass,
      List<String> interfaces,
      boolean isInterface,
      boolean isPublic,
      boolean hasMethods,
      Map<String, Integer> fields,
      boolean initialises) {
    /** Of a class that cannot be rewritten. */
    static Facts unwatched(ClassModel c) {
      Facts f = of(c);
      return new Facts(
          f.superclass, f.interfaces, f.isInterface, f.isPublic, false, f.fields, f.initialises);
    }

    static Facts of(ClassModel c) {
      Map<String, Integer> fields = new HashMap<>();
      for (FieldModel f : c.fields()) {
        fields.put(f.fieldName().stringValue(), f.flags().flagsMask());
      }
      return new Facts(
          c.superclass().map(s -> s.asInternalName()).orElse(null),
          c.interfaces().stream().map(i -> i.asInternalName()).toList(),
          (c.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0,
          (c.flags().flagsMask() & ClassFile.ACC_PUBLIC) != 0,
          Instrumenter.mayHaveMethods(c),
          fields,
          Instrumenter.initialises(c));
    }
  }

  /**
   * A field, found.
   *
   * @param owner the internal name of the class that declares it
   */
  record Found(String owner, int flags, boolean initialises, boolean hasMethods) {}

  private Hierarchy(ClassLoader loader) {
    this.loader = loader;
  }

  static Hierarchy of(ClassLoader loader) {
    synchronized (BY_LOADER) {
      return BY_LOADER.computeIfAbsent(loader, Hierarchy::new);
    }
  }

  void add(String name, Facts facts) {
    synchronized (known) {
      known.put(name, facts);
    }
  }

  /** The declaration of a field; null if it cannot be found. */
  Found field(String owner, String name) {
    for (String c = owner; c != null; ) {
      Facts facts = facts(c);
      Integer flags = facts.fields.get(name);
      if (flags != null) {
        return new Found(c, flags, facts.initialises, facts.hasMethods);
      }
      for (String i : facts.interfaces) {
        Found inherited = field(i, name);
        if (inherited != null) {
          return inherited;
        }
      }
      c = facts.superclass;
    }
    return null;
  }

  /** Whether an interface can be named in a class. */
  boolean isVisible(ClassDesc desc, ClassDesc from) {
    String d = desc.descriptorString();
    return facts(d.substring(1, d.length() - 1)).isPublic
        || desc.packageName().equals(from.packageName());
  }

  boolean isInterface(ClassDesc desc) {
    String d = desc.descriptorString();
    return facts(d.substring(1, d.length() - 1)).isInterface;
  }

  private Facts facts(String name) {
    synchronized (known) {
      Facts facts = known.get(name);
      if (facts != null) {
        return facts;
      }
    }
    Facts facts = read(name);
    add(name, facts);
    return facts;
  }

  private Facts read(String name) {
    String file = name + ".class";
    try (InputStream in =
        Filter.isJdk(name) || loader == null
            ? ClassLoader.getSystemResourceAsStream(file)
            : loader.getResourceAsStream(file)) {
      return in == null ? UNKNOWN : Facts.of(ClassFile.of().parse(in.readAllBytes()));
    } catch (IOException | RuntimeException e) {
      return UNKNOWN;
    }
  }

  @Override
  public ClassHierarchyInfo getClassInfo(ClassDesc desc) {
    if (!desc.isClassOrInterface()) {
      return null;
    }
    String d = desc.descriptorString();
    Facts facts = facts(d.substring(1, d.length() - 1));
    if (facts.isInterface) {
      return ClassHierarchyInfo.ofInterface();
    }
    return ClassHierarchyInfo.ofClass(
        facts.superclass == null
            ? desc.equals(ConstantDescs.CD_Object) ? null : ConstantDescs.CD_Object
            : ClassDesc.ofInternalName(facts.superclass));
  }
}

package dev.millrace.race.instrument;

import static java.lang.constant.ConstantDescs.CD_Object;
import static java.lang.constant.ConstantDescs.CD_String;
import static java.lang.constant.ConstantDescs.CD_Throwable;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_void;

import dev.millrace.race.runtime.Access;
import dev.millrace.race.runtime.Edges;
import dev.millrace.race.runtime.Epoch;
import dev.millrace.race.runtime.Location;
import dev.millrace.race.runtime.Memory;
import dev.millrace.race.runtime.Release;
import dev.millrace.race.runtime.Strand;
import dev.millrace.race.runtime.Sync;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassElement;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.FieldModel;
import java.lang.classfile.Label;
import java.lang.classfile.MethodModel;
import java.lang.classfile.MethodTransform;
import java.lang.classfile.attribute.CodeAttribute;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.constant.DynamicConstantDesc;
import java.lang.constant.MethodTypeDesc;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Rewrites a class so that it tells of its accesses and of its use of monitors.
 *
 * <p>Each field that is not final gets a shadow: a field beside it that holds what is known of its
 * accesses, and two methods, to be called after a read and before a write from wherever that is
 * done. A volatile field's shadow is a sync object, and its methods are edges. A static final field
 * has a method as well, as its value comes from the strand that has initialised the class.
 */
public final class Instrumenter {
  static final ClassDesc STRAND = of(Strand.class);
  static final ClassDesc EDGES = of(Edges.class);
  static final ClassDesc HANDLES = of(dev.millrace.race.jdk.Handles.class);
  static final ClassDesc MEMORY = of(Memory.class);
  static final ClassDesc ACCESS = of(Access.class);
  private static final ClassDesc EPOCH = of(Epoch.class);
  static final ClassDesc LOCATION = of(Location.class);
  private static final ClassDesc SYNC = of(Sync.class);
  private static final ClassDesc RELEASE = of(Release.class);

  static final MethodTypeDesc OF_STATIC = MethodTypeDesc.of(CD_void, STRAND, CD_int);
  private static final String READ = Location.SHADOW + "r$";
  private static final String WRITE = Location.SHADOW + "w$";

  static final String BIRTH = Location.SHADOW + "b$";

  /** What the class's initialiser leaves for others. */
  private static final String INITIALISED = Location.SHADOW + "initialised$";

  private static final DirectMethodHandleDesc LOCATION_OF =
      ConstantDescs.ofConstantBootstrap(LOCATION, "of", LOCATION);

  /** Of a class that is too old to have such constants: where what they would be is kept. */
  private static final String LOCATION_FIELD = Location.SHADOW + "l$";

  /**
   * What javac makes for a switch on an enum: an array that an initialiser fills for good, in a
   * class that nobody has written. Its initialisation would order all that use the same enum.
   */
  private static final String SWITCH_MAP = "$SwitchMap$";

  private static final int HIDDEN = ClassFile.ACC_SYNTHETIC | ClassFile.ACC_TRANSIENT;
  private static final int FIXED =
      ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC | ClassFile.ACC_SYNTHETIC;

  /** What cannot change needs no watching, however it was passed on. */
  private static final Set<String> IMMUTABLE =
      Set.of(
          "Ljava/lang/String;",
          "Ljava/lang/Integer;",
          "Ljava/lang/Long;",
          "Ljava/lang/Boolean;",
          "Ljava/lang/Double;",
          "Ljava/lang/Character;",
          "Ljava/lang/Class;");

  private final Filter filter;

  public Instrumenter(Filter filter) {
    this.filter = filter;
  }

  private static ClassDesc of(Class<?> c) {
    return ClassDesc.ofDescriptor(c.descriptorString());
  }

  /** The rewritten class; null if it is to stay as it is. */
  public byte[] instrument(ClassLoader loader, String name, byte[] bytes) {
    return filter.accepts(loader, name) ? rewrite(loader, name, bytes) : null;
  }

  /** Rewrites a class of no loader, to see that it can be done. */
  byte[] instrument(String name, byte[] bytes) {
    return rewrite(ClassLoader.getSystemClassLoader(), name, bytes);
  }

  private byte[] rewrite(ClassLoader loader, String name, byte[] bytes) {
    Hierarchy hierarchy = Hierarchy.of(loader);
    ClassFile file = ClassFile.of(ClassFile.ClassHierarchyResolverOption.of(hierarchy));
    ClassModel c = file.parse(bytes);
    if ((c.flags().flagsMask() & ClassFile.ACC_MODULE) != 0) {
      return null;
    }
    hierarchy.add(name, Hierarchy.Facts.of(c));
    Set<MethodModel> tooLong = new HashSet<>();
    // A method that would not fit into a class file any more stays as it is. Which one it is shows
    // only when all of the class is written, so the longest ones are left out, ever more of them.
    List<MethodModel> longest = null;
    while (true) {
      try {
        return file.transformClass(c, new Rewriting(c, loader, hierarchy, tooLong));
      } catch (IllegalArgumentException e) {
        if (longest == null) {
          longest = c.methods().stream().filter(m -> m.code().isPresent()).toList();
          longest =
              longest.stream()
                  .sorted(Comparator.comparingInt(Instrumenter::length).reversed())
                  .toList();
        }
        if (tooLong.size() == longest.size()) {
          // Nor can others call the methods that it does not have.
          hierarchy.add(name, Hierarchy.Facts.unwatched(c));
          throw e;
        }
        tooLong.addAll(
            longest.subList(0, Math.min(longest.size(), Math.max(1, 2 * tooLong.size()))));
      }
    }
  }

  private static int length(MethodModel m) {
    return m.findAttribute(Attributes.code()).map(CodeAttribute::codeLength).orElse(0);
  }

  /** Whether a class's fields have methods of ours, and which: null for none. */
  private final class Rewriting implements ClassTransform {
    final ClassModel c;
    final ClassDesc self;
    final boolean isInterface;
    final boolean initialises;
    final ClassLoader loader;
    final Hierarchy hierarchy;
    final Set<MethodModel> tooLong;
    final Set<String> bridges = new HashSet<>();

    Rewriting(ClassModel c, ClassLoader loader, Hierarchy hierarchy, Set<MethodModel> tooLong) {
      this.c = c;
      this.loader = loader;
      this.hierarchy = hierarchy;
      this.tooLong = tooLong;
      self = c.thisClass().asSymbol();
      isInterface = (c.flags().flagsMask() & ClassFile.ACC_INTERFACE) != 0;
      initialises = initialises(c);
    }

    @Override
    public void accept(ClassBuilder b, ClassElement e) {
      if (e instanceof MethodModel m && m.code().isPresent() && !tooLong.contains(m)) {
        MethodRewriting code =
            new MethodRewriting(c, m, hierarchy, Instrumenter.this, loader, bridges);
        if (code.concerns()) {
          b.transformMethod(m, MethodTransform.transformingCode(code));
          code.addBridges(b);
          return;
        }
      }
      b.with(e);
    }

    @Override
    public void atEnd(ClassBuilder b) {
      if (!mayHaveMethods(c)) {
        return;
      }
      if (initialises) {
        b.withField(
            INITIALISED,
            RELEASE,
            isInterface
                ? FIXED | ClassFile.ACC_FINAL
                : ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC | HIDDEN);
      }
      for (FieldModel f : c.fields()) {
        add(b, f);
      }
    }

    private void add(ClassBuilder b, FieldModel f) {
      int flags = f.flags().flagsMask();
      String name = f.fieldName().stringValue();
      boolean isStatic = (flags & ClassFile.ACC_STATIC) != 0;
      if (!isWatched(name, flags, f.fieldTypeSymbol(), initialises)) {
        return;
      }
      boolean isFinal = (flags & ClassFile.ACC_FINAL) != 0;
      boolean isVolatile = (flags & ClassFile.ACC_VOLATILE) != 0;
      if (isInterface) {
        Shadow s = new Shadow(name, true, true, false);
        b.withMethodBody(READ + name, type(self, true), FIXED, x -> s.emit(x, false));
        return;
      }
      if (!isFinal || !isStatic) {
        b.withField(
            Location.SHADOW + name,
            isVolatile ? SYNC : ACCESS,
            HIDDEN | ClassFile.ACC_PRIVATE | (isStatic ? ClassFile.ACC_STATIC : 0));
      }
      if (!isFinal && !hasDynamicConstants(c)) {
        b.withField(
            LOCATION_FIELD + name, LOCATION, HIDDEN | ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC);
      }
      Shadow s = new Shadow(name, isStatic, isFinal, isVolatile);
      b.withMethodBody(READ + name, type(self, isStatic), FIXED, x -> s.emit(x, false));
      if (isStatic || !isFinal) {
        b.withMethodBody(WRITE + name, type(self, isStatic), FIXED, x -> s.emit(x, true));
      }
      if (!isStatic) {
        b.withMethodBody(BIRTH + name, type(self, false), FIXED, s::birth);
      }
    }

    /** The methods beside a field. */
    private final class Shadow {
      final String name;
      final boolean isStatic;
      final boolean isFinal;
      final boolean isVolatile;
      final int strand;
      final int site;

      Shadow(String name, boolean isStatic, boolean isFinal, boolean isVolatile) {
        this.name = name;
        this.isStatic = isStatic;
        this.isFinal = isFinal;
        this.isVolatile = isVolatile;
        strand = isStatic ? 0 : 1;
        site = strand + 1;
      }

      void emit(CodeBuilder x, boolean write) {
        Label end = x.newLabel();
        if (isStatic && initialises) {
          Label known = x.newLabel();
          x.getstatic(self, INITIALISED, RELEASE).ifnull(known);
          x.getstatic(self, INITIALISED, RELEASE).aload(strand);
          x.invokestatic(EDGES, "uses", MethodTypeDesc.of(CD_void, RELEASE, STRAND));
          x.labelBinding(known);
        }
        if (isVolatile) {
          edge(x, write, end);
        } else if (!isFinal) {
          access(x, write, end);
        } else if (!isStatic) {
          frozen(x, end);
        }
        x.labelBinding(end).return_();
      }

      /** The constructor writes to an object that nobody else has seen. */
      void birth(CodeBuilder x) {
        if (isVolatile) {
          x.return_();
        } else {
          x.aload(0).aload(strand).iload(site);
          x.invokevirtual(STRAND, "birth", MethodTypeDesc.of(ACCESS, CD_int));
          x.putfield(self, Location.SHADOW + name, ACCESS);
          x.return_();
        }
      }

      private void edge(CodeBuilder x, boolean write, Label end) {
        if (write) {
          if (!isStatic) {
            x.aload(0).ifnull(end);
          }
          object(x);
          location(x);
          x.aload(strand);
          x.invokestatic(
              EDGES, "volatileWrite", MethodTypeDesc.of(CD_void, CD_Object, LOCATION, STRAND));
        } else {
          get(x, SYNC);
          x.aload(strand);
          x.invokestatic(EDGES, "volatileRead", MethodTypeDesc.of(CD_void, SYNC, STRAND));
        }
      }

      /** What the constructor did is seen through a final field, however that was reached. */
      private void frozen(CodeBuilder x, Label end) {
        get(x, ACCESS);
        x.dup().astore(site + 1).ifnull(end);
        x.aload(site + 1).getfield(ACCESS, "epoch", EPOCH);
        x.aload(strand).getfield(STRAND, "epoch", EPOCH).if_acmpeq(end);
        x.aload(strand).aload(site + 1);
        x.invokevirtual(STRAND, "frozen", MethodTypeDesc.of(CD_void, ACCESS));
      }

      private void access(CodeBuilder x, boolean write, Label end) {
        Label slow = x.newLabel();
        if (write && !isStatic) {
          x.aload(0).ifnull(end);
        }
        get(x, ACCESS);
        x.dup().astore(site + 1).ifnull(slow);
        x.aload(site + 1).getfield(ACCESS, "epoch", EPOCH);
        x.aload(strand).getfield(STRAND, "epoch", EPOCH).if_acmpne(slow);
        if (write) {
          x.aload(site + 1).getfield(ACCESS, "write", ConstantDescs.CD_boolean).ifeq(slow);
        }
        x.goto_(end);
        x.labelBinding(slow);
        x.aload(strand);
        object(x);
        location(x);
        x.iload(site);
        x.invokestatic(
            MEMORY,
            write ? "write" : "read",
            MethodTypeDesc.of(CD_void, STRAND, CD_Object, LOCATION, CD_int));
      }

      /** Whose field it is; null for a static one. */
      private void object(CodeBuilder x) {
        if (isStatic) {
          x.aconst_null();
        } else {
          x.aload(0);
        }
      }

      private void location(CodeBuilder x) {
        if (hasDynamicConstants(c)) {
          x.ldc(Instrumenter.location(name));
        } else {
          Label known = x.newLabel();
          x.getstatic(self, LOCATION_FIELD + name, LOCATION).dup().ifnonnull(known);
          x.pop().ldc(name).invokestatic(LOCATION, "here", MethodTypeDesc.of(LOCATION, CD_String));
          x.dup().putstatic(self, LOCATION_FIELD + name, LOCATION);
          x.labelBinding(known);
        }
      }

      private void get(CodeBuilder x, ClassDesc type) {
        if (isStatic) {
          x.getstatic(self, Location.SHADOW + name, type);
        } else {
          x.aload(0).getfield(self, Location.SHADOW + name, type);
        }
      }
    }
  }

  /** Whether a field is written by constructors alone. */
  static boolean isFixed(Hierarchy hierarchy, String owner, String name) {
    Hierarchy.Found f = hierarchy.field(owner, name);
    return f != null
        && (f.flags() & (ClassFile.ACC_FINAL | ClassFile.ACC_STATIC)) == ClassFile.ACC_FINAL;
  }

  /** The constant that says where a field's shadow is, in the class that declares it. */
  static DynamicConstantDesc<?> location(String name) {
    return DynamicConstantDesc.ofNamed(LOCATION_OF, name, LOCATION);
  }

  static MethodTypeDesc type(ClassDesc owner, boolean isStatic) {
    return isStatic ? OF_STATIC : MethodTypeDesc.of(CD_void, owner, STRAND, CD_int);
  }

  /** Whether a field has methods of ours. */
  private static boolean isWatched(String name, int flags, ClassDesc type, boolean initialises) {
    if (name.startsWith(Plan.COVERAGE)) {
      return false;
    }
    if ((flags & ClassFile.ACC_FINAL) == 0) {
      return true;
    }
    return !type.isPrimitive()
        && !IMMUTABLE.contains(type.descriptorString())
        && ((flags & ClassFile.ACC_STATIC) == 0
            ? (flags & ClassFile.ACC_SYNTHETIC) == 0
            : initialises);
  }

  /** Which class has the methods for a field, as it is named at an access; null for none. */
  ClassDesc watcher(
      ClassLoader loader, Hierarchy hierarchy, String owner, String name, ClassDesc type) {
    Hierarchy.Found f = hierarchy.field(owner, name);
    return f != null
            && f.hasMethods()
            && filter.accepts(loader, f.owner())
            && isWatched(name, f.flags(), type, f.initialises())
        ? ClassDesc.ofInternalName(f.owner())
        : null;
  }

  static String method(String field, boolean write) {
    return (write ? WRITE : READ) + field;
  }

  /** Whether a class has an initialiser that orders who uses the class. */
  static boolean initialises(ClassModel c) {
    return !isOfSwitches(c)
        && c.methods().stream().anyMatch(m -> m.methodName().equalsString("<clinit>"));
  }

  /** Whether a class has nothing but what javac makes for switches. */
  static boolean isOfSwitches(ClassModel c) {
    return (c.flags().flagsMask() & ClassFile.ACC_SYNTHETIC) != 0
        && !c.fields().isEmpty()
        && c.fields().stream().allMatch(f -> f.fieldName().stringValue().startsWith(SWITCH_MAP));
  }

  /** Whether a class can be given static methods: an old interface cannot. */
  static boolean mayHaveMethods(ClassModel c) {
    return (c.flags().flagsMask() & ClassFile.ACC_INTERFACE) == 0
        || c.majorVersion() >= ClassFile.JAVA_8_VERSION;
  }

  private static boolean hasDynamicConstants(ClassModel c) {
    return c.majorVersion() >= ClassFile.JAVA_11_VERSION;
  }

  /** Whether a class may be a constant in its own code. */
  static boolean hasClassConstants(ClassModel c) {
    return c.majorVersion() >= ClassFile.JAVA_5_VERSION;
  }

  /** Ends the initialiser of a class: leaves for others what it did. */
  static void initialised(CodeBuilder x, ClassDesc self) {
    x.invokestatic(EDGES, "initialised", MethodTypeDesc.of(RELEASE));
    x.putstatic(self, INITIALISED, RELEASE);
  }

  static final MethodTypeDesc OF_MONITOR = MethodTypeDesc.of(CD_void, CD_Object);
  static final MethodTypeDesc OF_THROWABLE = MethodTypeDesc.of(CD_void, CD_Throwable);
}

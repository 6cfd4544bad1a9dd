package io.chronofabric.clogic.egc.stl;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes a class for one plan: a hidden one, which goes when the plan goes. Its only method calls
 * the operators one after the other, with their margins and origins in local variables:
 *
 * <pre>
 *  double m2 = O2.step(doubles, longs, sample, index, m0, f0, m1, f1);
 *  long f2 = O2.origin(longs, index, m0, f0, m1, f1);
 * </pre>
 *
 * The operators are constants of the class. They are records, and what a constant record holds is
 * constant to the compiler of the virtual machine as well, so that it puts the operators' code in
 * place of the calls, with the widths and places of just this plan. What comes out is the loop that
 * one would have written by hand for that rule, whatever other plans there are.
 *
 * <p>There is no branch in the method, so that the class file (The Java Virtual Machine
 * Specification, chapter 4) needs no stack maps and is quickly written.
 */
final class PlanClass {
    private static final String PACKAGE = PlanClass.class.getPackageName().replace('.', '/') + "/";
    private static final String NAME = PACKAGE + "CompiledPlan";
    private static final String OPERATOR = PACKAGE + "Operator";
    private static final String OPERANDS = "DJDJ)";
    private static final String LOOKUP = "java/lang/invoke/MethodHandles$Lookup";

    private static final int CLASS_FILE_VERSION = 61;
    private static final int FINAL_CLASS = 0x0030;
    private static final int CONSTANT_FIELD = 0x0018;
    private static final int PUBLIC = 0x0001;
    private static final int STATIC = 0x0008;

    private static final int LOCALS_BEFORE_MARGINS = 6;
    private static final int MAX_STACK = 16;

    private final List<PlanCode.Line> program;
    private final int root;
    private final ByteArrayOutputStream pool = new ByteArrayOutputStream();
    private final Map<String, Integer> constants = new LinkedHashMap<>();

    private PlanClass(List<PlanCode.Line> program, int root) {
        this.program = program;
        this.root = root;
    }

    /** The code of a program. */
    static PlanCode of(List<PlanCode.Line> program, int root) {
        List<Operator> operators = new ArrayList<>();
        program.forEach(line -> operators.add(line.operator()));
        try {
            MethodHandles.Lookup made =
                    MethodHandles.lookup()
                            .defineHiddenClassWithClassData(
                                    new PlanClass(program, root).bytes(), operators, true);
            return (PlanCode)
                    made.findConstructor(made.lookupClass(), MethodType.methodType(void.class))
                            .invoke();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Throwable e) {
            throw new IllegalStateException("no class for a plan", e);
        }
    }

    /** One of the operators that a class was made with. Called by that class. */
    static Operator operator(MethodHandles.Lookup lookup, int line) throws IllegalAccessException {
        return MethodHandles.classDataAt(lookup, "_", Operator.class, line);
    }

    private byte[] bytes() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(body);
        out.writeShort(FINAL_CLASS);
        out.writeShort(type(NAME));
        out.writeShort(type("java/lang/Object"));
        out.writeShort(1);
        out.writeShort(type(PACKAGE + "PlanCode"));
        out.writeShort(program.size());
        for (int line = 0; line < program.size(); line++) {
            out.writeShort(CONSTANT_FIELD);
            out.writeShort(text(field(line)));
            out.writeShort(text("L" + OPERATOR + ";"));
            out.writeShort(0);
        }
        out.writeShort(3);
        method(out, PUBLIC, "<init>", "()V", 1, constructor());
        method(out, STATIC, "<clinit>", "()V", 0, initializer());
        int locals = LOCALS_BEFORE_MARGINS + 4 * program.size();
        method(out, PUBLIC, "step", "([D[J[DJ)D", locals, step());
        out.writeShort(0);

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        DataOutputStream whole = new DataOutputStream(file);
        whole.writeInt(0xCAFEBABE);
        whole.writeInt(CLASS_FILE_VERSION);
        whole.writeShort(constants.size() + 1);
        pool.writeTo(whole);
        body.writeTo(whole);
        return file.toByteArray();
    }

    private void method(
            DataOutputStream out,
            int access,
            String name,
            String descriptor,
            int locals,
            Bytecode code)
            throws IOException {
        out.writeShort(access);
        out.writeShort(text(name));
        out.writeShort(text(descriptor));
        out.writeShort(1);
        out.writeShort(text("Code"));
        out.writeInt(12 + code.size());
        out.writeShort(MAX_STACK);
        out.writeShort(locals);
        out.writeInt(code.size());
        code.writeTo(out);
        out.writeShort(0);
        out.writeShort(0);
    }

    private Bytecode constructor() throws IOException {
        return new Bytecode()
                .op(Bytecode.ALOAD, 0)
                .op16(Bytecode.INVOKESPECIAL, method("java/lang/Object", "<init>", "()V"))
                .op(Bytecode.RETURN);
    }

    private Bytecode initializer() throws IOException {
        Bytecode code = new Bytecode();
        int lookup = method("java/lang/invoke/MethodHandles", "lookup", "()L" + LOOKUP + ";");
        int operator =
                method(PACKAGE + "PlanClass", "operator", "(L" + LOOKUP + ";I)L" + OPERATOR + ";");
        for (int line = 0; line < program.size(); line++) {
            code.op16(Bytecode.INVOKESTATIC, lookup)
                    .op16(Bytecode.SIPUSH, line)
                    .op16(Bytecode.INVOKESTATIC, operator)
                    .op16(Bytecode.PUTSTATIC, field(line, OPERATOR));
        }
        return code.op(Bytecode.RETURN);
    }

    private Bytecode step() throws IOException {
        Bytecode code = new Bytecode();
        int step = interfaceMethod("step", "([D[J[DJ" + OPERANDS + "D");
        int origin = interfaceMethod("origin", "([JJ" + OPERANDS + "J");
        for (int i = 0; i < program.size(); i++) {
            PlanCode.Line line = program.get(i);
            code.op16(Bytecode.GETSTATIC, field(i, OPERATOR))
                    .op(Bytecode.ALOAD, 1)
                    .op(Bytecode.ALOAD, 2)
                    .op(Bytecode.ALOAD, 3)
                    .op(Bytecode.LLOAD, 4);
            operands(code, line);
            code.callInterface(step, 14).local(Bytecode.DSTORE, margin(i));
            code.op16(Bytecode.GETSTATIC, field(i, OPERATOR))
                    .op(Bytecode.ALOAD, 2)
                    .op(Bytecode.LLOAD, 4);
            operands(code, line);
            code.callInterface(origin, 12).local(Bytecode.LSTORE, margin(i) + 2);
        }
        int answer = margin(root);
        return code.op(Bytecode.ALOAD, 2)
                .op16(Bytecode.SIPUSH, StlState.DECIDED_BY)
                .local(Bytecode.LLOAD, answer + 2)
                .op(Bytecode.LASTORE)
                .local(Bytecode.DLOAD, answer)
                .op(Bytecode.DRETURN);
    }

    private static void operands(Bytecode code, PlanCode.Line line) throws IOException {
        for (int operand : new int[] {line.left(), line.right()}) {
            if (operand < 0) {
                code.op(Bytecode.DCONST_0).op(Bytecode.LCONST_0);
            } else {
                code.local(Bytecode.DLOAD, margin(operand))
                        .local(Bytecode.LLOAD, margin(operand) + 2);
            }
        }
    }

    /** The local variable of a line's margin; two further on is that of its origin. */
    private static int margin(int line) {
        return LOCALS_BEFORE_MARGINS + 4 * line;
    }

    private static String field(int line) {
        return "O" + line;
    }

    private int text(String text) throws IOException {
        return constant("text " + text, 1, text, null);
    }

    private int type(String name) throws IOException {
        return constant("type " + name, 7, null, new int[] {text(name)});
    }

    private int nameAndType(String name, String descriptor) throws IOException {
        return constant(
                "name " + name + " " + descriptor,
                12,
                null,
                new int[] {text(name), text(descriptor)});
    }

    private int field(int line, String of) throws IOException {
        return constant(
                "field " + line,
                9,
                null,
                new int[] {type(NAME), nameAndType(field(line), "L" + of + ";")});
    }

    private int method(String owner, String name, String descriptor) throws IOException {
        return constant(
                "method " + owner + "." + name,
                10,
                null,
                new int[] {type(owner), nameAndType(name, descriptor)});
    }

    private int interfaceMethod(String name, String descriptor) throws IOException {
        return constant(
                "interface " + name,
                11,
                null,
                new int[] {type(OPERATOR), nameAndType(name, descriptor)});
    }

    /** The number of a constant, which is written if it is new. */
    private int constant(String key, int tag, String text, int[] parts) throws IOException {
        Integer known = constants.get(key);
        if (known != null) {
            return known;
        }
        DataOutputStream out = new DataOutputStream(pool);
        out.writeByte(tag);
        if (text != null) {
            out.writeUTF(text);
        } else {
            for (int part : parts) {
                out.writeShort(part);
            }
        }
        constants.put(key, constants.size() + 1);
        return constants.size();
    }

    /** Instructions of a method. */
    private static final class Bytecode {
        static final int LCONST_0 = 0x09;
        static final int DCONST_0 = 0x0e;
        static final int SIPUSH = 0x11;
        static final int LLOAD = 0x16;
        static final int DLOAD = 0x18;
        static final int ALOAD = 0x19;
        static final int LSTORE = 0x37;
        static final int DSTORE = 0x39;
        static final int LASTORE = 0x50;
        static final int DRETURN = 0xaf;
        static final int RETURN = 0xb1;
        static final int GETSTATIC = 0xb2;
        static final int PUTSTATIC = 0xb3;
        static final int INVOKESPECIAL = 0xb7;
        static final int INVOKESTATIC = 0xb8;
        static final int INVOKEINTERFACE = 0xb9;
        static final int WIDE = 0xc4;

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private final DataOutputStream out = new DataOutputStream(bytes);

        Bytecode op(int code) throws IOException {
            out.writeByte(code);
            return this;
        }

        Bytecode op(int code, int operand) throws IOException {
            out.writeByte(code);
            out.writeByte(operand);
            return this;
        }

        Bytecode op16(int code, int operand) throws IOException {
            out.writeByte(code);
            out.writeShort(operand);
            return this;
        }

        Bytecode local(int code, int variable) throws IOException {
            return variable > 255 ? op(WIDE).op16(code, variable) : op(code, variable);
        }

        Bytecode callInterface(int method, int words) throws IOException {
            op16(INVOKEINTERFACE, method);
            out.writeByte(words);
            out.writeByte(0);
            return this;
        }

        int size() {
            return bytes.size();
        }

        void writeTo(DataOutputStream target) throws IOException {
            bytes.writeTo(target);
        }
    }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel;

import static dev.cel.runtime.CelFunctionBinding.from;
import static dev.cel.runtime.CelFunctionBinding.fromOverloads;

import dev.cel.common.CelErrorCode;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelStandardFunctions;
import dev.cel.runtime.CelStandardFunctions.StandardFunction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The library's own evaluator, with equality made strict in its own way: a second opinion on ours.
 */
final class LibraryRuntime {

  private static final CelOptions OPTIONS =
      CelOptions.current().enableHeterogeneousNumericComparisons(true).build();

  private final CelCompiler compiler =
      CelCompilerFactory.standardCelCompilerBuilder()
          .setOptions(OPTIONS)
          .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
          .addVar("args", MapType.create(SimpleType.STRING, SimpleType.DYN))
          .addVar("tool", SimpleType.STRING)
          .build();

  private final CelRuntime runtime =
      CelRuntimeFactory.plannerRuntimeBuilder()
          .setOptions(OPTIONS)
          .setStandardFunctions(
              CelStandardFunctions.newBuilder()
                  .excludeFunctions(
                      StandardFunction.EQUALS, StandardFunction.NOT_EQUALS, StandardFunction.IN)
                  .build())
          .addFunctionBindings(
              fromOverloads(
                  "_==_", from("equals", Object.class, Object.class, LibraryRuntime::equal)))
          .addFunctionBindings(
              fromOverloads(
                  "_!=_", from("not_equals", Object.class, Object.class, (a, b) -> !equal(a, b))))
          .addFunctionBindings(
              fromOverloads(
                  "@in",
                  from("in_list", Object.class, List.class, LibraryRuntime::inList),
                  from("in_map", Object.class, Map.class, LibraryRuntime::inMap)))
          .build();

  /** Returns the compiled expression; null if the library refuses it. */
  CelRuntime.Program program(String source) {
    try {
      return runtime.createProgram(compiler.compile(source).getAst());
    } catch (CelValidationException e) {
      return null;
    } catch (CelEvaluationException e) {
      throw new AssertionError(source, e);
    }
  }

  /** Returns the value, or "fault". */
  static String evaluate(CelRuntime.Program program, Object arguments) {
    try {
      return String.valueOf(program.eval(Map.of("tool", "t", "args", converted(arguments))));
    } catch (CelEvaluationException e) {
      return "fault";
    }
  }

  private static Object converted(Object value) {
    if (value == JsonNull.NULL) {
      return NullValue.NULL_VALUE;
    }
    if (value instanceof List<?> list) {
      List<Object> copy = new ArrayList<>();
      list.forEach(element -> copy.add(converted(element)));
      return copy;
    }
    if (value instanceof Map<?, ?> members) {
      Map<Object, Object> copy = new LinkedHashMap<>();
      members.forEach((name, member) -> copy.put(name, converted(member)));
      return copy;
    }
    return value;
  }

  private static boolean equal(Object a, Object b) {
    if (a instanceof NullValue || b instanceof NullValue) {
      return a instanceof NullValue && b instanceof NullValue;
    }
    if (a instanceof Number && b instanceof Number) {
      return a instanceof Long && b instanceof Long
          ? a.equals(b)
          : ((Number) a).doubleValue() == ((Number) b).doubleValue();
    }
    if (a instanceof List<?> list && b instanceof List<?> other) {
      return list.size() == other.size() && pairs(list, other);
    }
    if (a instanceof Map<?, ?> members && b instanceof Map<?, ?> others) {
      return members.size() == others.size() && members(members, others);
    }
    if (a.getClass() != b.getClass()) {
      throw new Clash();
    }
    return a.equals(b);
  }

  private static boolean pairs(List<?> list, List<?> other) {
    boolean equal = true;
    for (int i = 0; i < list.size(); i++) {
      equal &= equal(list.get(i), other.get(i));
    }
    return equal;
  }

  private static boolean members(Map<?, ?> members, Map<?, ?> others) {
    boolean equal = true;
    for (Object name : members.keySet()) {
      equal &= others.containsKey(name) && equal(members.get(name), others.get(name));
    }
    return equal;
  }

  private static boolean inList(Object value, List<?> list) {
    Clash clash = null;
    for (Object element : list) {
      try {
        if (equal(value, element)) {
          return true;
        }
      } catch (Clash e) {
        clash = e;
      }
    }
    if (clash != null) {
      throw clash;
    }
    return false;
  }

  private static boolean inMap(Object value, Map<?, ?> members) {
    if (!(value instanceof String)) {
      throw new Clash();
    }
    return members.containsKey(value);
  }

  private static final class Clash extends dev.cel.common.exceptions.CelRuntimeException {

    private static final long serialVersionUID = 1L;

    Clash() {
      super(new IllegalArgumentException("clash"), CelErrorCode.INVALID_ARGUMENT);
    }
  }
}

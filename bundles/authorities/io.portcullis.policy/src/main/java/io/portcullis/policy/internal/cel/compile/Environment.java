// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.cel.compile;

import static dev.cel.common.CelFunctionDecl.newFunctionDeclaration;
import static dev.cel.common.CelOverloadDecl.newGlobalOverload;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import io.portcullis.policy.internal.cel.translate.LibraryFunctions;
import io.portcullis.policy.internal.cel.translate.ValueTypes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The names, types, functions and macros that the library checks expressions against. */
final class Environment {

  /** The maximum length of an expression, in characters. */
  static final int MAX_LENGTH = 20_000;

  private static final CelOptions OPTIONS =
      CelOptions.current()
          .enableHeterogeneousNumericComparisons(true)
          .populateMacroCalls(true)
          .maxExpressionCodePointSize(MAX_LENGTH)
          .maxParseErrorRecoveryLimit(5)
          .maxParseRecursionDepth(100)
          .build();

  private static final CelType TEXTS = MapType.create(SimpleType.STRING, SimpleType.STRING);

  private final Map<String, StructType> structs = new LinkedHashMap<>();

  private Environment() {}

  /** Returns a compiler for the expressions of a document. */
  static CelCompiler compiler(Declarations declarations) {
    return new Environment().build(declarations);
  }

  private CelCompiler build(Declarations declarations) {
    CelCompilerBuilder builder =
        CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(
                CelStandardMacro.HAS,
                CelStandardMacro.ALL,
                CelStandardMacro.EXISTS,
                CelStandardMacro.EXISTS_ONE,
                CelStandardMacro.MAP,
                CelStandardMacro.MAP_FILTER,
                CelStandardMacro.FILTER)
            .addVar("args", MapType.create(SimpleType.STRING, SimpleType.DYN))
            .addVar("result", SimpleType.DYN)
            .addVar("tool", SimpleType.STRING)
            .addVar("server", SimpleType.STRING)
            .addVar("action", SimpleType.STRING)
            .addVar("url", SimpleType.STRING)
            .addVar("now", SimpleType.TIMESTAMP)
            .addVar("labels", ListType.create(SimpleType.STRING))
            .addVar("caller", TEXTS)
            .addVar("agent", struct("Agent", fields(SimpleType.STRING, "id", "team", "org")))
            .addVar(
                "hints",
                struct(
                    "Hints",
                    fields(SimpleType.BOOL, "readOnly", "destructive", "idempotent", "openWorld")))
            .addVar("variables", struct("Variables", variables(declarations)))
            .addVar("counters", struct("Counters", counters(declarations)))
            .addFunctionDeclarations(mixedNumbers())
            .addFunctionDeclarations(LibraryFunctions.declarations())
            .setTypeProvider(new Structs(ImmutableList.copyOf(structs.values())));
    return builder.build();
  }

  private StructType struct(String name, ImmutableMap<String, CelType> fields) {
    StructType type =
        StructType.create(name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
    structs.put(name, type);
    return type;
  }

  private static ImmutableMap<String, CelType> fields(CelType type, String... names) {
    return Maps.toMap(List.of(names), name -> type);
  }

  private static ImmutableMap<String, CelType> variables(Declarations declarations) {
    return ImmutableMap.copyOf(Maps.transformValues(declarations.variables(), ValueTypes::of));
  }

  private ImmutableMap<String, CelType> counters(Declarations declarations) {
    StructType counter =
        struct("Counter", ImmutableMap.of("count", SimpleType.INT, "sum", SimpleType.DOUBLE));
    return Maps.toMap(declarations.counters(), name -> counter);
  }

  /** CEL has no arithmetic and no equality of a whole and a floating-point number. */
  private static List<CelFunctionDecl> mixedNumbers() {
    List<CelFunctionDecl> functions = new ArrayList<>();
    for (String operator : List.of("_+_", "_-_", "_*_", "_/_")) {
      functions.add(mixed(operator, SimpleType.DOUBLE));
    }
    functions.add(mixed("_==_", SimpleType.BOOL));
    functions.add(mixed("_!=_", SimpleType.BOOL));
    return functions;
  }

  private static CelFunctionDecl mixed(String operator, CelType result) {
    return newFunctionDeclaration(
        operator,
        newGlobalOverload(operator + "int_double", result, SimpleType.INT, SimpleType.DOUBLE),
        newGlobalOverload(operator + "double_int", result, SimpleType.DOUBLE, SimpleType.INT));
  }

  /** The types of the names with fixed members. */
  private record Structs(ImmutableList<CelType> types) implements CelTypeProvider {

    @Override
    public Optional<CelType> findType(String name) {
      return types.stream().filter(type -> type.name().equals(name)).findFirst();
    }
  }
}

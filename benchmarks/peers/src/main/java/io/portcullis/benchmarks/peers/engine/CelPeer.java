// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOptions;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import java.util.Map;

/** One expression of CEL, evaluated by the library itself. It allows if it is true. */
final class CelPeer {
  private static final CelOptions OPTIONS =
      CelOptions.current().enableHeterogeneousNumericComparisons(true).build();

  private CelPeer() {}

  static LoadedPolicy open(Question question, boolean planner) throws Exception {
    ImmutableSet<String> names = ImmutableSet.copyOf(SampleCalls.names(question.names()));
    CelRuntime.Program program =
        runtime(names, planner).createProgram(compiler().compile(expression(question)).getAst());
    if (question.isAboutNames()) {
      return (tool, arguments) -> answer(program.eval(Map.of("tool", tool)));
    }
    return (tool, arguments) ->
        answer(program.eval(Map.of("tool", tool, "args", Json.map(arguments))));
  }

  private static Answer answer(Object value) {
    return value instanceof Boolean allowed && allowed ? Answer.ALLOW : Answer.DENY;
  }

  /** The names are a function of the host: both runtimes would walk a variable or a list. */
  private static CelCompiler compiler() {
    return CelCompilerFactory.standardCelCompilerBuilder()
        .setOptions(OPTIONS)
        .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
        .addVar("tool", SimpleType.STRING)
        .addVar("args", SimpleType.DYN)
        .addFunctionDeclarations(
            CelFunctionDecl.newFunctionDeclaration(
                "listed",
                CelOverloadDecl.newGlobalOverload(
                    "listed_string", SimpleType.BOOL, SimpleType.STRING)))
        .build();
  }

  private static CelRuntime runtime(ImmutableSet<String> names, boolean planner) {
    CelFunctionBinding listed =
        CelFunctionBinding.from("listed_string", String.class, names::contains);
    if (!planner) {
      return CelRuntimeFactory.legacyCelRuntimeBuilder()
          .setOptions(OPTIONS)
          .addFunctionBindings(listed)
          .build();
    }
    return CelRuntimeFactory.plannerRuntimeBuilder()
        .setOptions(OPTIONS)
        .addFunctionBindings(CelFunctionBinding.fromOverloads("listed", listed))
        .build();
  }

  private static String expression(Question question) {
    return switch (question) {
      case NAMES_10, NAMES_1000, NAMES_10000 -> "listed(tool)";
      case COMPARISON -> "tool == 'pay' && args.amount <= 1000";
      case PATHS ->
          "tool == 'read' && args.paths.size() > 0"
              + " && args.paths.all(p, p.startsWith('/home/user/notes/') && !p.contains('..'))";
      case DENIAL -> "tool == 'pay' && !(args.amount > 1000)";
      case FAILING_ALLOW -> "tool == 'pay' && 1000 / args.amount >= 1";
      case FAILING_DENY -> "tool == 'pay' && !(1000 / args.amount < 1)";
      case NOTHING -> "";
    };
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks.peers.engine;

import com.styra.opa.wasm.OpaPolicy;
import io.portcullis.benchmarks.peers.question.Answer;
import io.portcullis.benchmarks.peers.question.LoadedPolicy;
import io.portcullis.benchmarks.peers.question.Question;
import io.portcullis.benchmarks.peers.question.SampleCalls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * Open Policy Agent, compiled to WebAssembly and that again to Java bytecode. An instance belongs
 * to one thread. The arguments are put into the input as they are, without being read before.
 */
final class OpaPeer {
  /** The module that {@code run} compiles from {@code peers.rego}. */
  static final Path MODULE = Path.of(System.getProperty("peers.wasm", "target/policy.wasm"));

  private OpaPeer() {}

  static LoadedPolicy open(Question question) throws IOException {
    byte[] module = Files.readAllBytes(MODULE);
    ThreadLocal<OpaPolicy> policies = ThreadLocal.withInitial(() -> policy(question, module));
    return (tool, arguments) -> answer(policies.get().evaluate(input(question, tool, arguments)));
  }

  /** Returns a policy whose threads share one instance, against its documentation. */
  static LoadedPolicy openShared(Question question) throws IOException {
    OpaPolicy policy = policy(question, Files.readAllBytes(MODULE));
    return (tool, arguments) -> answer(policy.evaluate(input(question, tool, arguments)));
  }

  private static OpaPolicy policy(Question question, byte[] module) {
    String data =
        SampleCalls.names(question.names()).stream()
            .map(name -> '"' + name + "\":true")
            .collect(Collectors.joining(",", "{\"tools\":{", "}}"));
    return OpaPolicy.builder()
        .withPolicy(module)
        .build()
        .data(data)
        .entrypoint("peers/" + entryPoint(question));
  }

  private static String entryPoint(Question question) {
    return question.isAboutNames() ? "names" : question.name().toLowerCase(Locale.ROOT);
  }

  private static String input(Question question, String tool, byte[] arguments) {
    if (question.isAboutNames()) {
      return "{\"tool\":\"" + tool + "\"}";
    }
    return "{\"args\":"
        + new String(arguments, StandardCharsets.UTF_8)
        + ",\"tool\":\""
        + tool
        + "\"}";
  }

  private static Answer answer(String result) {
    return switch (result) {
      case "[{\"result\":true}]" -> Answer.ALLOW;
      case "[{\"result\":false}]" -> Answer.DENY;
      case "[]" -> Answer.NONE;
      default -> throw new IllegalStateException("unexpected result " + result);
    };
  }
}

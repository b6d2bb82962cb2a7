// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.policy.model.PolicyDecision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The classes of the expression compiler, which cost most of the start of the first policy. */
class CompilerLoadingTest {
  private static final List<String> LIBRARIES =
      List.of("dev.cel.", "com.google.common.", "com.google.protobuf.", "org.antlr.");

  private static final String WITHOUT_CONDITION =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        counters:
          calls: {tools: [read], by: [agent], window: 1h}
        labels:
          - {add: seen, tools: [read], after: completed}
        tools:
          pay: {allow: true, limit_per_hour: 5, requires_approval_if: 'args.amount > 10'}
        data: {credential_action: redact_only, sensitive_patterns: ["[0-9]{16}"]}
        rules:
          - {name: read, tools: [read, "list_*"], effect: allow, redact: [/memo]}
          - {name: ask, tools: [send], effect: ask, timeout: 15m}
          - {name: no, tools: [shell], effect: deny}
      """;

  /** Loads all classes anew, and notes their names. */
  private static final class NotingLoader extends ClassLoader {
    final Set<String> loaded = ConcurrentHashMap.newKeySet();

    NotingLoader() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      String file = name.replace('.', '/') + ".class";
      try (InputStream in = CompilerLoadingTest.class.getClassLoader().getResourceAsStream(file)) {
        if (in == null) {
          throw new ClassNotFoundException(name);
        }
        loaded.add(name);
        byte[] bytes = in.readAllBytes();
        return defineClass(name, bytes, 0, bytes.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    List<String> ofLibraries() {
      return loaded.stream()
          .filter(name -> LIBRARIES.stream().anyMatch(name::startsWith))
          .sorted()
          .toList();
    }
  }

  /** Runs in the other loader: loads a document and decides a call. */
  public static final class Deciding implements UnaryOperator<String> {
    @Override
    public String apply(String document) {
      try {
        Policies policies =
            new PolicyLoader().parse("p.yaml", document.getBytes(StandardCharsets.UTF_8));
        PolicyHistory history = new PolicyHistory(InstantSource.system());
        history.useInMemory(policies);
        PolicyEngine engine =
            new PolicyEngine(policies, new RateLimits(), InstantSource.system(), history);
        PolicyDecision decision =
            engine.decide(Given.call("read", "{\"memo\":1}").within("t", "c")).decision();
        return decision.rule();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static List<String> librariesFor(String document) throws Exception {
    NotingLoader loader = new NotingLoader();
    Object deciding = loader.loadClass(Deciding.class.getName()).getConstructor().newInstance();
    assertThat(((UnaryOperator<String>) deciding).apply(document)).isEqualTo("read");
    assertThat(loader.loaded).contains(PolicyEngine.class.getName());
    return loader.ofLibraries();
  }

  @Test
  void policyWithoutAConditionLoadsNoCompiler() throws Exception {
    assertThat(librariesFor(WITHOUT_CONDITION)).isEmpty();
  }

  @Test
  void policyWithAConditionLoadsTheCompiler() throws Exception {
    String document = WITHOUT_CONDITION.replace("{name: read,", "{name: read, when: 1 < 2,");
    assertThat(librariesFor(document)).contains("dev.cel.compiler.CelCompilerFactory");
  }
}

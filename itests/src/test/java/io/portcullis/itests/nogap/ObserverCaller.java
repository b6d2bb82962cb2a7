// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.nogap;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.itests.bundles.observer.MandatoryObserver;
import io.portcullis.itests.bundles.observer.OptionalObserver;
import io.portcullis.itests.bundles.observer.StaticObserver;
import io.portcullis.itests.inside.BundleFile;
import io.portcullis.testkit.Await;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * Asks the best interceptor directly, without the gate, as it sees it. Every allow that it is given
 * counts as an execution. It must always find an interceptor.
 */
final class ObserverCaller extends Caller {
  static final String BUNDLE = "io.portcullis.itests.observers";
  private static final Instant FAR = Instant.parse("2100-01-01T00:00:00Z");
  private static final Object NOBODY = "none";

  private final Function<ToolCall, Object> way;
  private final boolean mayLag;

  private ObserverCaller(Arena arena, String name, boolean mayLag, Function<ToolCall, Object> way) {
    super(arena, name);
    this.mayLag = mayLag;
    this.way = way;
  }

  @Override
  boolean mayLag() {
    return mayLag;
  }

  /** A bundle with those components that are wanted. */
  static BundleFile bundle(String... kinds) {
    return BundleFile.named(BUNDLE)
        .with(StaticObserver.class, MandatoryObserver.class, OptionalObserver.class)
        .importing("io.portcullis.api", "io.portcullis.api.spi")
        .components(
            Arrays.stream(kinds)
                .map(kind -> "OSGI-INF/%s-observer.xml".formatted(kind))
                .toArray(String[]::new));
  }

  /** Looks the interceptor up for each call. */
  static ObserverCaller lookup(Arena arena) {
    BundleContext context = arena.registry().context();
    return new ObserverCaller(
        arena,
        "lookup",
        false,
        call -> {
          ServiceReference<GovernanceInterceptor> reference;
          try {
            reference = context.getServiceReference(GovernanceInterceptor.class);
          } catch (NullPointerException e) {
            // Felix 7.0.5 asks a bundle for its wiring that was uninstalled during the lookup.
            return NOBODY;
          }
          if (reference == null) {
            throw new AssertionError("a lookup found no interceptor at all");
          }
          GovernanceInterceptor interceptor = context.getService(reference);
          if (interceptor == null) {
            return NOBODY; // gone between the two steps, as with any service: look again
          }
          try {
            return interceptor.check(call);
          } finally {
            context.ungetService(reference);
          }
        });
  }

  /** Keeps a tracker. */
  static ObserverCaller tracker(Arena arena) {
    Tracked<GovernanceInterceptor> tracker =
        new Tracked<>(arena.registry().context(), GovernanceInterceptor.class, "");
    return new ObserverCaller(
        arena,
        "tracker",
        false,
        call -> {
          GovernanceInterceptor interceptor = tracker.best();
          if (interceptor == null) {
            throw new AssertionError("a tracker saw no interceptor at all");
          }
          return interceptor.check(call);
        });
  }

  /**
   * Asks a component that holds a reference.
   *
   * @param isStatic whether the reference is static, so that the component itself is away while it
   *     is replaced
   */
  @SuppressWarnings({"rawtypes", "unchecked"})
  static ObserverCaller component(Arena arena, String kind, boolean isStatic) {
    Tracked<Function> tracker =
        new Tracked<>(
            arena.registry().context(), Function.class, "(portcullis.itests=" + kind + ")");
    return new ObserverCaller(
        arena,
        "component " + kind,
        true,
        call -> {
          Function<ToolCall, Object> component = tracker.best();
          if (component == null && !isStatic) {
            throw new AssertionError("the component " + kind + " is gone");
          }
          Object answer = component == null ? NOBODY : component.apply(call);
          // SCR 2.2.18 empties a reference 0..1 that two threads bind anew (ComponentRuntimeIT).
          boolean mayBeEmpty = kind.equals("optional") && arena.overlapping();
          if (answer == NOBODY && component != null && !mayBeEmpty) {
            throw new AssertionError("the component " + kind + " saw no interceptor at all");
          }
          return answer;
        });
  }

  @Override
  @SuppressWarnings("unchecked")
  Result attempt(String ticket) {
    ToolCall call = ToolCall.of("no_gap", ticket).stamped(ticket, AgentIdentity.UNKNOWN, FAR);
    Object answer = way.apply(call);
    if (answer == NOBODY) {
      return Result.NOBODY;
    }
    Verdict verdict = Await.await((CompletionStage<Verdict>) answer);
    if (verdict.kind() != Verdict.Kind.ALLOW) {
      return Result.DENIED;
    }
    boolean foreign = arena().execute(ticket);
    return foreign && arena().foreign().onTop() ? Result.RAN_UNPROTECTED : Result.RAN;
  }
}

// SPDX-License-Identifier: Apache-2.0
package io.portcullis.interceptor.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.AgentIdentity;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.ToolCall;
import io.portcullis.api.Verdict;
import io.portcullis.api.spi.GovernanceInterceptor;
import io.portcullis.api.spi.ModePolicy;
import io.portcullis.api.spi.RuntimeDecision;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.decision.internal.StrictDecisionMapper;
import io.portcullis.failclosed.internal.FailClosedActivator;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.AllServiceListener;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.util.tracker.ServiceTracker;

/** The switch of interceptors together with floor and ceiling, in a framework. */
class InterceptorRegistrarTest {
  private static final String FLOOR = "fail-closed floor";
  private static final String CEILING = "fail-closed ceiling";
  private static final ToolCall CALL =
      ToolCall.of("t", "{}").stamped("call-1", AgentIdentity.UNKNOWN, Instant.MAX);

  @TempDir Path storage;
  private final SwitchableMode mode = new SwitchableMode(EnforcementMode.ENFORCE);
  private Framework framework;
  private BundleContext context;
  private InterceptorRegistrar interceptors;
  private ServiceTracker<RuntimeTransport, RuntimeTransport> transports;
  private ServiceRegistration<ModePolicy> modeService;

  @BeforeEach
  void startFramework() throws Exception {
    framework =
        new FrameworkFactory()
            .newFramework(Map.of(Constants.FRAMEWORK_STORAGE, storage.toString()));
    framework.start();
    context = framework.getBundleContext();
    modeService = context.registerService(ModePolicy.class, mode, null);
  }

  @AfterEach
  void stopFramework() throws Exception {
    framework.stop();
    framework.waitForStop(30_000);
  }

  /** Starts both bundles' parts; their trackers hear of events in the order of their start. */
  private void start(boolean failClosedFirst) throws Exception {
    if (failClosedFirst) {
      new FailClosedActivator().start(context);
    }
    interceptors =
        new InterceptorRegistrar(
            context,
            transport ->
                new RuntimeQueryInterceptor(
                    transport,
                    new StrictDecisionMapper(),
                    () -> mode,
                    Duration.ofHours(1),
                    InstantSource.system(),
                    () -> null),
            new PassThroughInterceptor(() -> mode, () -> null),
            () -> mode.mode().lenient());
    transports =
        new ServiceTracker<>(context, RuntimeTransport.class, null) {
          @Override
          public RuntimeTransport addingService(ServiceReference<RuntimeTransport> reference) {
            RuntimeTransport transport = context.getService(reference);
            interceptors.transportArrived(reference, transport);
            return transport;
          }

          @Override
          public void removedService(
              ServiceReference<RuntimeTransport> reference, RuntimeTransport transport) {
            interceptors.transportLeft(reference);
          }
        };
    transports.open();
    context.addServiceListener(
        event -> interceptors.modeChanged(),
        "(" + Constants.OBJECTCLASS + "=" + ModePolicy.class.getName() + ")");
    interceptors.modeChanged();
    if (!failClosedFirst) {
      new FailClosedActivator().start(context);
    }
  }

  /** A runtime that allows, keeps a ledger of it, and has an end. */
  private static final class Ledger implements RuntimeTransport {
    final AtomicLong allows = new AtomicLong();
    volatile boolean alive = true;

    @Override
    public CompletionStage<RuntimeDecision> query(ToolCall call) {
      if (!alive) {
        return CompletableFuture.failedFuture(new IllegalStateException("link lost"));
      }
      allows.incrementAndGet();
      return CompletableFuture.completedFuture(RuntimeDecision.of(call, "allow", "", ""));
    }
  }

  private ServiceRegistration<RuntimeTransport> register(RuntimeTransport transport, int ranking) {
    Dictionary<String, Object> properties = new Hashtable<>();
    properties.put(RuntimeTransport.NAME, "test-" + ranking);
    properties.put(Constants.SERVICE_RANKING, ranking);
    return context.registerService(RuntimeTransport.class, transport, properties);
  }

  private void switchTo(EnforcementMode other) {
    mode.mode = other;
    modeService.setProperties(new Hashtable<>());
  }

  private String best() {
    ServiceReference<GovernanceInterceptor> best =
        context.getServiceReference(GovernanceInterceptor.class);
    return best == null ? "none" : (String) best.getProperty(GovernanceInterceptor.NAME);
  }

  private int count(String filter) {
    try {
      return context.getServiceReferences(GovernanceInterceptor.class, filter).size();
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException(filter, e);
    }
  }

  private Verdict ask() {
    while (true) {
      ServiceReference<GovernanceInterceptor> best =
          context.getServiceReference(GovernanceInterceptor.class);
      GovernanceInterceptor interceptor = best == null ? null : context.getService(best);
      if (best == null) {
        throw new AssertionError("no interceptor at all");
      }
      if (interceptor != null) { // else it has left between the two looks
        return interceptor.check(CALL).toCompletableFuture().join();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void followsTheTransport(EnforcementMode each) throws Exception {
    mode.mode = each;
    start(true);
    String alone = each.lenient() ? PassThroughInterceptor.NAME : CEILING;
    assertThat(best()).isEqualTo(alone);
    for (int i = 0; i < 5; i++) {
      ServiceRegistration<RuntimeTransport> transport = register(new Ledger(), 0);
      assertThat(best()).isEqualTo(RuntimeQueryInterceptor.NAME);
      assertThat(ask().basis()).isEqualTo(Verdict.Basis.AUTHORITY);
      transport.unregister();
      assertThat(best()).isEqualTo(alone);
      assertThat(ask().kind()).isEqualTo(each.lenient() ? Verdict.Kind.ALLOW : Verdict.Kind.DENY);
    }
    assertThat(count(null)).as("the floor and what stands on it").isEqualTo(2);
  }

  @Test
  void followsTheMode() throws Exception {
    start(true);
    for (EnforcementMode each :
        List.of(
            EnforcementMode.OBSERVE,
            EnforcementMode.ENFORCE,
            EnforcementMode.DISABLED,
            EnforcementMode.OBSERVE,
            EnforcementMode.ENFORCE)) {
      switchTo(each);
      assertThat(best()).isEqualTo(each.lenient() ? PassThroughInterceptor.NAME : CEILING);
      ServiceRegistration<RuntimeTransport> transport = register(new Ledger(), 0);
      assertThat(best()).isEqualTo(RuntimeQueryInterceptor.NAME);
      transport.unregister();
    }
    assertThat(count(null)).isEqualTo(2);
  }

  @Test
  void modeThatChangesWhileTheRuntimeIsThereCountsWhenItLeaves() throws Exception {
    start(true);
    ServiceRegistration<RuntimeTransport> transport = register(new Ledger(), 0);
    switchTo(EnforcementMode.OBSERVE);
    assertThat(best()).isEqualTo(RuntimeQueryInterceptor.NAME);
    transport.unregister();
    assertThat(best()).isEqualTo(PassThroughInterceptor.NAME);
    transport = register(new Ledger(), 0);
    switchTo(EnforcementMode.ENFORCE);
    transport.unregister();
    assertThat(best()).isEqualTo(CEILING);
  }

  @Test
  void oneOfSeveralTransportsIsAskedAtATime() throws Exception {
    start(true);
    Ledger low = new Ledger();
    Ledger high = new Ledger();
    ServiceRegistration<RuntimeTransport> first = register(low, 0);
    ServiceRegistration<RuntimeTransport> second = register(high, 5);
    ask();
    assertThat(low.allows.get()).as("who was there first stays").isEqualTo(1);
    assertThat(count("(" + GovernanceInterceptor.AUTHORITY + "=*)")).isEqualTo(1);
    first.unregister();
    assertThat(ask().basis()).isEqualTo(Verdict.Basis.AUTHORITY);
    assertThat(high.allows.get()).isEqualTo(1);
    ServiceRegistration<RuntimeTransport> third = register(new Ledger(), 9);
    third.unregister();
    assertThat(ask().basis()).isEqualTo(Verdict.Basis.AUTHORITY);
    second.unregister();
    assertThat(best()).isEqualTo(CEILING);
  }

  /** At each event of a departure under enforce the best interceptor denies or is alive. */
  @ParameterizedTest
  @EnumSource
  void noEventOfADepartureFindsAGap(EnforcementMode each) throws Exception {
    for (int order = 0; order < 4; order++) {
      mode.mode = each;
      List<String> seen = Collections.synchronizedList(new ArrayList<>());
      Ledger[] current = {new Ledger()};
      AtomicBoolean looking = new AtomicBoolean();
      AllServiceListener look =
          event -> {
            // The mode is reported to both sides one after the other; only then is it settled.
            if (looking.get() && !isOf(event, ModePolicy.class)) {
              seen.add(best() + ' ' + ask().basis());
            }
          };
      if ((order & 1) == 0) {
        context.addServiceListener(look);
        start((order & 2) == 0);
      } else {
        start((order & 2) == 0);
        context.addServiceListener(look);
      }
      for (int i = 0; i < 10; i++) {
        current[0] = new Ledger();
        ServiceRegistration<RuntimeTransport> transport = register(current[0], 0);
        current[0].alive = false; // the link is lost, and then the service goes
        looking.set(true);
        transport.unregister();
        looking.set(false);
      }
      assertThat(seen).isNotEmpty();
      assertThat(seen).noneMatch(what -> what.startsWith("none"));
      assertThat(seen)
          .as("order %s", order)
          .allMatch(what -> what.endsWith(each.lenient() ? "LENIENT_MODE" : "FAULT"));
      if (each.lenient()) {
        assertThat(seen).noneMatch(what -> what.startsWith(FLOOR));
      }
      stopFramework();
      startFramework();
    }
  }

  private static boolean isOf(ServiceEvent event, Class<?> type) {
    return List.of((String[]) event.getServiceReference().getProperty(Constants.OBJECTCLASS))
        .contains(type.getName());
  }

  @Test
  void noEventOfAnArrivalLetsAnythingThroughThatTheRuntimeDidNot() throws Exception {
    start(true);
    Ledger ledger = new Ledger();
    AtomicLong allowed = new AtomicLong();
    AllServiceListener look =
        event -> {
          if (ask().kind() == Verdict.Kind.ALLOW) {
            allowed.incrementAndGet();
          }
        };
    context.addServiceListener(look);
    for (int i = 0; i < 20; i++) {
      ServiceRegistration<RuntimeTransport> transport = register(ledger, 0);
      ask();
      allowed.incrementAndGet();
      transport.unregister();
    }
    assertThat(allowed.get()).isPositive().isLessThanOrEqualTo(ledger.allows.get());
  }

  /** A mode policy that throws must not leave the interceptor of a lost runtime behind. */
  @Test
  void brokenModeWhileARuntimeLeavesDoesNotShutOutTheNext() throws Exception {
    start(true);
    ServiceRegistration<RuntimeTransport> transport = register(new Ledger(), 0);
    mode.broken = new IllegalStateException("on purpose");
    transport.unregister();
    assertThat(best()).isEqualTo(CEILING);
    mode.broken = null;
    register(new Ledger(), 0);
    assertThat(ask().basis()).isEqualTo(Verdict.Basis.AUTHORITY);
    assertThat(count("(" + GovernanceInterceptor.NAME + "=" + RuntimeQueryInterceptor.NAME + ")"))
        .isEqualTo(1);
  }

  @Test
  void closedSwitchLeavesNothingBehindAndTakesNothingUp() throws Exception {
    start(true);
    register(new Ledger(), 0);
    interceptors.close();
    assertThat(best()).isEqualTo(CEILING);
    register(new Ledger(), 1);
    assertThat(best()).isEqualTo(CEILING);
    switchTo(EnforcementMode.OBSERVE);
    assertThat(best()).isEqualTo(FLOOR);
    assertThat(ask().kind()).isEqualTo(Verdict.Kind.DENY);
  }

  @Test
  void closingEndsWhatWaits() throws Exception {
    start(true);
    register(call -> new CompletableFuture<>(), 0);
    GovernanceInterceptor interceptor =
        context.getService(context.getServiceReference(GovernanceInterceptor.class));
    CompletableFuture<Verdict> waiting = interceptor.check(CALL).toCompletableFuture();
    assertThat(waiting).isNotDone();
    interceptors.close();
    assertThat(waiting.get(30, TimeUnit.SECONDS).kind()).isEqualTo(Verdict.Kind.DENY);
  }

  @Test
  void departureEndsWhatWaits() throws Exception {
    start(true);
    ServiceRegistration<RuntimeTransport> transport =
        register(call -> new CompletableFuture<>(), 0);
    GovernanceInterceptor interceptor =
        context.getService(context.getServiceReference(GovernanceInterceptor.class));
    CompletableFuture<Verdict> waiting = interceptor.check(CALL).toCompletableFuture();
    transport.unregister();
    assertThat(waiting.get(30, TimeUnit.SECONDS).kind()).isEqualTo(Verdict.Kind.DENY);
    assertThat(interceptor.authoritative()).isFalse();
  }

  /** However late a listener hears of things, it never finds the floor alone. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void everybodyKnowsTheInterceptorBeforeTheCeilingGoesUp(boolean listensFirst) throws Exception {
    Set<Object> known = ConcurrentHashMap.newKeySet();
    List<Set<Object>> knownWhenTheCeilingLeft = new CopyOnWriteArrayList<>();
    ServiceListener late =
        event -> {
          Object name = event.getServiceReference().getProperty(GovernanceInterceptor.NAME);
          if (event.getType() != ServiceEvent.UNREGISTERING) {
            known.add(name);
          } else if (CEILING.equals(name)) {
            knownWhenTheCeilingLeft.add(Set.copyOf(known));
          }
        };
    String interceptorsOnly =
        "(" + Constants.OBJECTCLASS + "=" + GovernanceInterceptor.class.getName() + ")";
    if (listensFirst) {
      context.addServiceListener(late, interceptorsOnly);
    }
    start(true);
    if (!listensFirst) {
      context.addServiceListener(late, interceptorsOnly);
    }
    register(new Ledger(), 0);
    assertThat(knownWhenTheCeilingLeft).isNotEmpty();
    assertThat(knownWhenTheCeilingLeft.get(knownWhenTheCeilingLeft.size() - 1))
        .contains(RuntimeQueryInterceptor.NAME);
    assertThat(ask().basis()).isEqualTo(Verdict.Basis.AUTHORITY);
  }

  /** A listener that changes things from within the event must not hang or lose the change. */
  @ParameterizedTest
  @ValueSource(ints = {ServiceEvent.REGISTERED, ServiceEvent.MODIFIED})
  void transportThatLeavesFromWithinAnEventOfItsInterceptorIsSeenToLeave(int type)
      throws Exception {
    start(true);
    AtomicBoolean once = new AtomicBoolean();
    context.addServiceListener(
        event -> {
          if (event.getType() == type
              && isOf(event, GovernanceInterceptor.class)
              && RuntimeQueryInterceptor.NAME.equals(
                  event.getServiceReference().getProperty(GovernanceInterceptor.NAME))
              && once.compareAndSet(false, true)) {
            interceptors.transportLeft(context.getServiceReference(RuntimeTransport.class));
          }
        });
    register(new Ledger(), 0);
    assertThat(once).isTrue();
    assertThat(best()).isEqualTo(CEILING);
    assertThat(count("(" + GovernanceInterceptor.AUTHORITY + "=*)")).isZero();
  }

  /** A listener waits for a lock whose holder waits for the switch: neither for ever. */
  @Test
  void listenerThatLocksIsNoDeadlock() throws Exception {
    start(true);
    ServiceRegistration<RuntimeTransport> first = register(new Ledger(), 0);
    Object lock = new Object();
    CountDownLatch locked = new CountDownLatch(1);
    CountDownLatch inEvent = new CountDownLatch(1);
    AtomicBoolean once = new AtomicBoolean();
    context.addServiceListener(
        event -> {
          if (event.getType() == ServiceEvent.UNREGISTERING
              && isOf(event, GovernanceInterceptor.class)
              && once.compareAndSet(false, true)) {
            inEvent.countDown();
            synchronized (lock) {
              assertThat(Thread.holdsLock(lock)).isTrue();
            }
          }
        });
    Thread holder =
        new Thread(
            () -> {
              synchronized (lock) {
                locked.countDown();
                await(inEvent);
                register(new Ledger(), 1); // while the other is within its departure
              }
            });
    holder.start();
    await(locked);
    first.unregister();
    holder.join();
    assertThat(ask().basis())
        .as("what came in between is there")
        .isEqualTo(Verdict.Basis.AUTHORITY);
    assertThat(count("(" + GovernanceInterceptor.AUTHORITY + "=*)")).isEqualTo(1);
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Two threads flip a transport each, others ask without pause. Under enforce nothing is allowed
   * that no runtime recorded, nobody ever finds no interceptor, and the end is consistent.
   */
  @Test
  void transportsComeAndGoUnderBusyCallers() throws Exception {
    start(true);
    Ledger ledger = new Ledger();
    AtomicLong allowed = new AtomicLong();
    AtomicLong other = new AtomicLong();
    Runnable caller =
        () -> {
          Verdict verdict = ask();
          if (verdict.kind() == Verdict.Kind.ALLOW) {
            (verdict.basis() == Verdict.Basis.AUTHORITY ? allowed : other).incrementAndGet();
          }
        };
    stress(
        List.of(() -> register(ledger, 0).unregister(), () -> register(ledger, 1).unregister()),
        List.of(caller, caller),
        400);
    assertThat(other).hasValue(0);
    assertThat(allowed.get()).isLessThanOrEqualTo(ledger.allows.get());
    assertThat(best()).isEqualTo(CEILING);
    assertThat(count(null)).isEqualTo(2);
    register(ledger, 0);
    assertThat(ask().basis()).isEqualTo(Verdict.Basis.AUTHORITY);
  }

  /** In every order: the change is applied once the departure has been reported. */
  @Test
  void noInterceptorOfATransportIsThereAfterItsDepartureWhoeverAppliesIt() throws Exception {
    start(true);
    context.addServiceListener(event -> Thread.yield());
    Ledger ledger = new Ledger();
    List<Runnable> changers = new ArrayList<>();
    for (int ranking = 0; ranking < 4; ranking++) {
      int own = ranking;
      String ofOwn = "(" + RuntimeTransport.NAME + "=test-" + own + ")";
      changers.add(
          () -> {
            register(ledger, own).unregister();
            assertThat(count(ofOwn)).isZero();
          });
    }
    stress(changers, List.of(), Boolean.getBoolean("portcullis.exhaustive") ? 2_000 : 400);
    assertThat(best()).isEqualTo(CEILING);
  }

  @Test
  void modesChangeWhileTransportsComeAndGo() throws Exception {
    start(true);
    Ledger ledger = new Ledger();
    EnforcementMode[] modes = EnforcementMode.values();
    AtomicLong next = new AtomicLong();
    stress(
        List.of(
            () -> register(ledger, 0).unregister(),
            () -> switchTo(modes[(int) (next.incrementAndGet() % modes.length)])),
        List.of(this::ask),
        400);
    switchTo(EnforcementMode.OBSERVE);
    assertThat(best()).isEqualTo(PassThroughInterceptor.NAME);
    assertThat(count(null)).isEqualTo(2);
    switchTo(EnforcementMode.ENFORCE);
    assertThat(best()).isEqualTo(CEILING);
    assertThat(count("(" + GovernanceInterceptor.NAME + "=" + PassThroughInterceptor.NAME + ")"))
        .isZero();
  }

  /** Runs each changer so many times, and the callers for as long as they do. */
  private static void stress(List<Runnable> changers, List<Runnable> callers, int times)
      throws Exception {
    Set<Throwable> thrown = ConcurrentHashMap.newKeySet();
    CountDownLatch changing = new CountDownLatch(changers.size());
    List<Thread> threads = new ArrayList<>();
    for (Runnable changer : changers) {
      threads.add(
          new Thread(
              () -> {
                try {
                  for (int i = 0; i < times; i++) {
                    changer.run();
                  }
                } catch (Throwable e) {
                  thrown.add(e);
                } finally {
                  changing.countDown();
                }
              }));
    }
    for (Runnable caller : callers) {
      threads.add(
          new Thread(
              () -> {
                try {
                  while (changing.getCount() > 0) {
                    caller.run();
                  }
                } catch (Throwable e) {
                  thrown.add(e);
                }
              }));
    }
    threads.forEach(Thread::start);
    assertThat(changing.await(50, TimeUnit.SECONDS)).isTrue();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(thrown).isEmpty();
  }
}

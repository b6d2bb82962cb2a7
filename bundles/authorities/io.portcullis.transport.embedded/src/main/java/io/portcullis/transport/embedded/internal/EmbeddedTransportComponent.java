// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.embedded.internal;

import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.JournalRecords;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.api.operations.OperatorControl;
import io.portcullis.api.spi.ProvideTransport;
import io.portcullis.api.spi.RuntimeTransport;
import io.portcullis.policy.ModelPrices;
import io.portcullis.policy.Policies;
import io.portcullis.policy.PolicySelfTest;
import io.portcullis.support.concurrent.DaemonThreads;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.config.InvalidValueException;
import io.portcullis.transport.embedded.internal.history.HistoryKeeper;
import io.portcullis.transport.embedded.internal.history.HistoryOperations;
import io.portcullis.transport.embedded.internal.history.HistoryServices;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Dictionary;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Registers the embedded transport while usable policy documents are loaded. */
@Component(
    configurationPid = EmbeddedTransportComponent.PID,
    service = HealthReporter.class,
    immediate = true)
@Designate(ocd = EmbeddedTransportComponent.Config.class)
@ProvideTransport(EmbeddedTransport.NAME)
public final class EmbeddedTransportComponent implements HealthReporter, PolicyReloader.Presence {
  static final String PID = "io.portcullis.transport.embedded";

  private static final String JOURNAL = "journal";

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedTransportComponent.class);

  /** The path of the documents. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis embedded transport",
      description = "Decides in this process, by policy documents")
  @interface Config {
    /** A path. */
    @AttributeDefinition(
        name = "Policies",
        description =
            "A policy document, or a folder whose *.yaml and *.yml files form a cascade; a relative"
                + " path starts at the home of the distribution. Without a path the transport is"
                + " absent.")
    String[] policies() default {};

    /** Milliseconds. */
    @AttributeDefinition(
        name = "Poll interval",
        description =
            "Milliseconds between two reads of the documents; a change applies after two or three"
                + " reads")
    long pollMs() default 500;

    /** A tool and its arguments. */
    @AttributeDefinition(
        name = "Self-test",
        description =
            "A call that the policy must deny: the tool's name and, after a space, its arguments as"
                + " JSON. Documents that do not deny it are not used; empty for no such call")
    String selfTest() default "";

    /**
     * Whether documents without a rule for unnamed tools are used; as text, because any other word
     * would be read as false.
     */
    @AttributeDefinition(
        name = "Open policies",
        description =
            "true or false: whether documents are used that allow tools without an entry because"
                + " they have no entry *. Weakens if true: a half-written document may look like"
                + " that",
        options = {
          @Option(label = "true", value = "true"),
          @Option(label = "false", value = "false")
        })
    String openPolicies() default "false";

    /** Returns where counters and labels are kept. */
    @AttributeDefinition(
        name = "History",
        description =
            "journal: counters and labels are rebuilt from the journal at the start, and are"
                + " unknown without one. memory: they are kept in memory. Weakens if memory: a"
                + " restart forgets them",
        options = {
          @Option(label = "journal", value = "journal"),
          @Option(label = "memory", value = "memory")
        })
    String history() default "journal";

    /** A path. */
    @AttributeDefinition(
        name = "History folder",
        description =
            "The folder of the file that names the journal in use; a relative path starts at the"
                + " home of the distribution")
    String historyFolder() default "data/history";

    /** A path. */
    @AttributeDefinition(
        name = "Prices of models",
        description =
            "A JSON file whose prices replace built-in ones in budgets; a relative path starts at"
                + " the home of the distribution. Empty for the built-in prices")
    String pricing() default "";
  }

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable JournalRecords records;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable Journal journal;

  @Reference(
      cardinality = ReferenceCardinality.OPTIONAL,
      policy = ReferencePolicy.DYNAMIC,
      policyOption = ReferencePolicyOption.GREEDY)
  private volatile @Nullable OperatorControl operatorControl;

  private final BundleContext context;
  private final EmbeddedTransport transport = new EmbeddedTransport();
  private final @Nullable PolicyReloader reloader;
  private final ScheduledExecutorService poller;
  private final Health refusal;
  private final AtomicReference<@Nullable ServiceRegistration<RuntimeTransport>> registration =
      new AtomicReference<>();
  private final HistoryServices history = new HistoryServices();
  private volatile boolean closed;

  /** Loads the documents before it returns; a broken document leaves the transport absent. */
  @Activate
  public EmbeddedTransportComponent(
      BundleContext context, Config config, Map<String, Object> properties) {
    this.context = context;
    String problem = "";
    PolicyReloader found = null;
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      found = reloader(config);
    } catch (IllegalArgumentException e) {
      problem = String.valueOf(e.getMessage());
    }
    refusal = new Health("policy", Health.Level.CRITICAL, PID + ": " + problem);
    reloader = found;
    poller = DaemonThreads.timer("portcullis-policies");
    if (found == null) {
      LOG.error(
          "{}; the transport stays absent, so every call is denied; correct the configuration",
          refusal.detail());
    } else {
      found.start();
      PolicyReloader polled = found;
      Future<?> unused =
          poller.scheduleWithFixedDelay(
              () -> poll(polled), config.pollMs(), config.pollMs(), TimeUnit.MILLISECONDS);
    }
  }

  private PolicyReloader reloader(Config config) {
    ConfiguredValue.within("pollMs", config.pollMs(), 1, Long.MAX_VALUE);
    boolean open = ConfiguredValue.flag("openPolicies", config.openPolicies());
    PolicySelfTest selfTest =
        (open ? PolicySelfTest.NONE : PolicySelfTest.STANDARD).denying(config.selfTest());
    if (config.policies().length != 1 || config.policies()[0].isBlank()) {
      throw new InvalidValueException("policies", "must name one document or one folder");
    }
    Path path =
        ConfiguredValue.path(
            "policies", config.policies()[0], context.getProperty(ConfiguredValue.HOME));
    HistoryKeeper keeper = keeper(config);
    PolicyReloader made =
        new PolicyReloader(path, transport, this, InstantSource.system(), selfTest, keeper);
    boolean required = keptIn(config).equals(JOURNAL);
    history.register(
        context,
        keeper,
        new HistoryOperations(keeper.history(), () -> journal, required, InstantSource.system()));
    transport.suspendBy(keeper.suspension(() -> operatorControl));
    return made;
  }

  private HistoryKeeper keeper(Config config) {
    String home = context.getProperty(ConfiguredValue.HOME);
    String keptIn = keptIn(config);
    if (!keptIn.equals(JOURNAL) && !keptIn.equals("memory")) {
      throw new InvalidValueException("history", "must be journal or memory");
    }
    Path folder = ConfiguredValue.path("historyFolder", config.historyFolder(), home);
    ModelPrices prices = ModelPrices.BUILT_IN;
    Optional<Path> file = ConfiguredValue.optionalPath("pricing", config.pricing(), home);
    if (file.isPresent()) {
      try {
        prices = ModelPrices.read(file.get());
      } catch (IOException e) {
        throw new InvalidValueException("pricing", "cannot be used: " + e.getMessage());
      }
    }
    return new HistoryKeeper(
        folder, () -> records, keptIn.equals(JOURNAL), InstantSource.system(), prices);
  }

  private static String keptIn(Config config) {
    return config.history().trim().toLowerCase(Locale.ROOT);
  }

  /** Catches everything, because a poll that throws would be the last one. */
  private static void poll(PolicyReloader reloader) {
    try {
      reloader.poll();
    } catch (RuntimeException e) {
      LOG.error("Cannot check the policies; the last ones stay in use until the next poll", e);
    }
  }

  @Deactivate
  void deactivate() {
    closed = true;
    poller.shutdownNow();
    gone();
    transport.decideNoMore();
    history.close();
  }

  /** Holds no lock, because the registry calls listeners, which may hold their own locks. */
  @Override
  public void inForce(Policies policies) {
    Dictionary<String, Object> properties =
        FrameworkUtil.asDictionary(
            Map.of(
                RuntimeTransport.NAME,
                EmbeddedTransport.NAME,
                "policy.documents",
                policies.names().toArray(new String[0]),
                "policy.digest",
                policies.digest(),
                "policy.loaded",
                Instant.now().toString()));
    ServiceRegistration<RuntimeTransport> current = registration.get();
    if (current != null) {
      current.setProperties(properties);
      return;
    }
    registration.set(context.registerService(RuntimeTransport.class, transport, properties));
    if (closed) {
      gone(); // deactivated meanwhile, when nothing was registered yet
    }
  }

  @Override
  public void gone() {
    ServiceRegistration<RuntimeTransport> current = registration.getAndSet(null);
    if (current != null) {
      current.unregister();
    }
  }

  @Override
  public Health health() {
    return reloader == null ? refusal : reloader.health();
  }
}

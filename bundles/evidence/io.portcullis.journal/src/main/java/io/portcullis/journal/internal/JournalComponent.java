// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.api.evidence.Journal;
import io.portcullis.api.evidence.JournalRecords;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.support.config.ConfigurationCheck;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.config.InvalidValueException;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Registers the journal if it could be opened. A journal that fails later stays registered and
 * fails each append with the reason, which is more informative than an absent journal.
 */
@Component(
    configurationPid = JournalComponent.PID,
    service = HealthReporter.class,
    immediate = true)
@Designate(ocd = JournalComponent.Config.class)
public final class JournalComponent implements HealthReporter {
  static final String PID = "io.portcullis.journal";

  private static final Logger LOG = LoggerFactory.getLogger(JournalComponent.class);

  /** The configuration of the journal. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis journal",
      description =
          "Keeps the records of all decisions as a hash chain. With a value out of range, no"
              + " journal is registered")
  @interface Config {
    /** A path. */
    @AttributeDefinition(
        name = "Folder",
        description =
            "The folder of the journal; a relative path starts at the home of the distribution."
                + " A missing folder is created")
    String folder() default "data/journal";

    /** Returns when a record is kept. */
    @AttributeDefinition(
        name = "Durability",
        description =
            "When a call may continue. process: once its record survives the end of this process."
                + " disk: once the disk has confirmed the record. none: at once",
        options = {
          @Option(label = "process", value = "process"),
          @Option(label = "disk", value = "disk"),
          @Option(label = "none", value = "none")
        })
    String durability() default "process";

    /** Returns a number of bytes. */
    @AttributeDefinition(
        name = "Size of a segment",
        description = "Bytes after which a segment is sealed; from 65536 to 1099511627776")
    long segmentBytes() default 64L << 20;

    /** Returns a number of seconds. */
    @AttributeDefinition(
        name = "Age of a segment",
        description = "Seconds after which a segment with records is sealed; from 1 to ten years")
    long segmentSeconds() default 86_400;

    /** Returns a number of bytes. */
    @AttributeDefinition(
        name = "Size of the spool",
        description =
            "Bytes of the ring for records that are not in the chain yet; from 1048576 to"
                + " 1073741824")
    long spoolBytes() default 16L << 20;

    /**
     * Returns whether to keep arguments. Text, because a boolean would read other words as false.
     */
    @AttributeDefinition(
        name = "Keep arguments",
        description =
            "true or false: whether the arguments of calls, after redaction, are kept beside their"
                + " digest",
        options = {
          @Option(label = "true", value = "true"),
          @Option(label = "false", value = "false")
        })
    String keepArguments() default "false";

    /** Returns a number of days. */
    @AttributeDefinition(
        name = "Days to keep",
        description =
            "Days after which a sealed segment is removed, with a record; 0 keeps all, else 1 to"
                + " 36600")
    long keepDays() default 0;

    /** Returns a number of bytes. */
    @AttributeDefinition(
        name = "Bytes to keep",
        description =
            "The oldest sealed segments are removed, with a record, while the journal is larger;"
                + " 0 keeps all, else 65536 to 1125899906842624")
    long keepBytes() default 0;
  }

  private final @Nullable ChainedJournal journal;
  private final @Nullable ServiceRegistration<Journal> registration;
  private final @Nullable ServiceRegistration<JournalRecords> records;
  private final Health refusal;

  /** Opens the journal before it returns. */
  @Activate
  public JournalComponent(BundleContext context, Config config, Map<String, Object> properties) {
    Opened opened = open(context, config, properties);
    journal = opened.journal();
    refusal =
        ChainedJournal.health(
            Health.Level.CRITICAL, PID + ": " + PrintableText.line(opened.problem()));
    if (journal == null) {
      registration = null;
      records = null;
      LOG.error("No journal is registered: {}", refusal.detail());
    } else {
      records = context.registerService(JournalRecords.class, journal.records(), null);
      registration = register(context, journal, opened.durability());
    }
  }

  /**
   * The result of opening the journal.
   *
   * @param problem the reason why there is no journal
   */
  private record Opened(@Nullable ChainedJournal journal, String durability, String problem) {}

  private static Opened open(BundleContext context, Config config, Map<String, Object> properties) {
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      JournalSettings settings = ConfiguredValue.read(() -> settings(config));
      Path folder =
          ConfiguredValue.path(
              "folder", config.folder(), context.getProperty(ConfiguredValue.HOME));
      ChainedJournal journal = ChainedJournal.open(folder, settings, InstantSource.system());
      return new Opened(journal, settings.durability().word(), "");
    } catch (JournalException | IllegalArgumentException e) {
      return new Opened(null, "", String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return new Opened(null, "", "the journal cannot be opened: " + e);
    }
  }

  private static ServiceRegistration<Journal> register(
      BundleContext context, Journal journal, String durability) {
    return context.registerService(
        Journal.class,
        journal,
        FrameworkUtil.asDictionary(Map.of("journal.durability", durability)));
  }

  private static JournalSettings settings(Config config) {
    return new JournalSettings(
        Durability.parse(config.durability())
            .orElseThrow(
                () -> new InvalidValueException("durability", "must be process, disk or none")),
        config.segmentBytes(),
        config.segmentSeconds(),
        config.spoolBytes(),
        ConfiguredValue.flag("keepArguments", config.keepArguments()),
        config.keepDays(),
        config.keepBytes());
  }

  @Deactivate
  void deactivate() {
    if (registration != null) {
      registration.unregister();
    }
    if (records != null) {
      records.unregister();
    }
    if (journal != null) {
      journal.close();
    }
  }

  @Override
  public Health health() {
    return journal == null ? refusal : journal.health();
  }
}

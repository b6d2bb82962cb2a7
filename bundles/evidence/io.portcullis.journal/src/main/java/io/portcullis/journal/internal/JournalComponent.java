// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.api.evidence.Journal;
import io.portcullis.api.health.Health;
import io.portcullis.api.health.HealthReporter;
import io.portcullis.journal.internal.chain.ChainWriter;
import io.portcullis.journal.internal.settings.Durability;
import io.portcullis.journal.internal.settings.JournalSettings;
import io.portcullis.journal.internal.storage.JournalException;
import io.portcullis.support.config.ConfigurationCheck;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
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
 * Registers the journal if it could be opened. One that fails later stays registered and fails each
 * append with the reason, which tells more than a journal that is absent.
 */
@Component(
    configurationPid = JournalComponent.PID,
    service = HealthReporter.class,
    immediate = true)
@Designate(ocd = JournalComponent.Config.class)
public final class JournalComponent implements HealthReporter {
  static final String PID = "io.portcullis.journal";

  /** Framework property: relative paths start there. */
  static final String HOME = "portcullis.home";

  private static final Logger LOG = LoggerFactory.getLogger(JournalComponent.class);

  /** How the journal is kept. */
  @ObjectClassDefinition(
      id = PID,
      name = "Portcullis journal",
      description =
          "Keeps the records of all decisions as a chain; a value that is out of range makes"
              + " it absent")
  @interface Config {
    /** A path. */
    @AttributeDefinition(
        name = "Folder",
        description =
            "Where the journal is; a relative path starts at the home of the distribution. It is"
                + " made if it is not there")
    String folder() default "data/journal";

    /** When a record counts. */
    @AttributeDefinition(
        name = "Durability",
        description =
            "When a call may go on. process: once its record survives the end of this process."
                + " disk: once the disk has confirmed it. none: at once",
        options = {
          @Option(label = "process", value = "process"),
          @Option(label = "disk", value = "disk"),
          @Option(label = "none", value = "none")
        })
    String durability() default "process";

    /** Bytes. */
    @AttributeDefinition(
        name = "Size of a segment",
        description = "Bytes after which a segment is sealed; from 65536 to 1099511627776")
    long segmentBytes() default 64L << 20;

    /** Seconds. */
    @AttributeDefinition(
        name = "Age of a segment",
        description = "Seconds after which a segment with records is sealed; from 1 to ten years")
    long segmentSeconds() default 86_400;

    /** Bytes. */
    @AttributeDefinition(
        name = "Size of the spool",
        description =
            "Bytes of the ring for records that are not in the chain yet; from 1048576 to"
                + " 1073741824")
    long spoolBytes() default 16L << 20;

    /** Whether to keep arguments; as text, since anything else would be read as no. */
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

    /** Days. */
    @AttributeDefinition(
        name = "Days to keep",
        description =
            "Days after which a sealed segment is removed, on record; 0 keeps all, else 1 to 36600")
    long keepDays() default 0;

    /** Bytes. */
    @AttributeDefinition(
        name = "Bytes to keep",
        description =
            "The oldest sealed segments are removed, on record, while the journal is larger; 0"
                + " keeps all, else 65536 to 1125899906842624")
    long keepBytes() default 0;
  }

  private final @Nullable ChainedJournal journal;
  private final @Nullable ServiceRegistration<Journal> registration;
  private final Health refusal;

  /** Opens the journal before it returns. */
  @Activate
  public JournalComponent(BundleContext context, Config config, Map<String, Object> properties) {
    ChainedJournal opened = null;
    String problem = "";
    String durability = "";
    try {
      ConfigurationCheck.requireOwn(PID, properties);
      JournalSettings settings = settings(config);
      durability = settings.durability().word();
      opened = ChainedJournal.open(folder(context, config), settings, InstantSource.system());
    } catch (JournalException | IllegalArgumentException e) {
      problem = String.valueOf(e.getMessage());
    } catch (IOException e) {
      problem = "the journal cannot be opened: " + e;
    }
    journal = opened;
    refusal =
        ChainedJournal.health(Health.Level.CRITICAL, PID + ": " + ChainWriter.oneLine(problem));
    if (opened == null) {
      registration = null;
      LOG.error("{}; there is no journal", refusal.detail());
    } else {
      registration =
          context.registerService(
              Journal.class,
              opened,
              FrameworkUtil.asDictionary(Map.of("journal.durability", durability)));
    }
  }

  private static JournalSettings settings(Config config) {
    String word;
    String keep;
    long segmentBytes;
    long segmentSeconds;
    long spoolBytes;
    long keepDays;
    long keepBytes;
    try {
      word = config.durability();
      keep = config.keepArguments().trim().toLowerCase(Locale.ROOT);
      segmentBytes = config.segmentBytes();
      segmentSeconds = config.segmentSeconds();
      spoolBytes = config.spoolBytes();
      keepDays = config.keepDays();
      keepBytes = config.keepBytes();
    } catch (RuntimeException e) { // the component runtime found no number there
      throw new IllegalArgumentException("a value is not of its type: " + e.getMessage(), e);
    }
    Durability durability =
        Durability.parse(word)
            .orElseThrow(
                () -> new IllegalArgumentException("durability must be process, disk or none"));
    if (!keep.equals("true") && !keep.equals("false")) {
      throw new IllegalArgumentException("keepArguments must be true or false");
    }
    return new JournalSettings(
        durability,
        segmentBytes,
        segmentSeconds,
        spoolBytes,
        keep.equals("true"),
        keepDays,
        keepBytes);
  }

  private static Path folder(BundleContext context, Config config) {
    String home = context.getProperty(HOME);
    String folder = config.folder().trim();
    if (folder.isEmpty()) {
      throw new IllegalArgumentException("folder must name a folder");
    }
    try {
      return Path.of(home == null ? "" : home).resolve(folder);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("folder is no path: " + e.getReason(), e);
    }
  }

  @Deactivate
  void deactivate() {
    if (registration != null) {
      registration.unregister();
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

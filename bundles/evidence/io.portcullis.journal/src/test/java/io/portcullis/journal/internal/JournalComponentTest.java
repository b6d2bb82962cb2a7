// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.api.evidence.Journal;
import io.portcullis.api.health.Health;
import io.portcullis.testkit.Await;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

class JournalComponentTest {
  @TempDir Path home;
  private @Nullable Journal registered;
  private final Map<String, Object> values = new HashMap<>();

  /** The part of the registry that the component uses. */
  private final BundleContext context =
      proxy(
          BundleContext.class,
          (method, arguments) ->
              switch (method) {
                case "getProperty" -> home.toString();
                case "registerService" -> {
                  registered = arguments[1] instanceof Journal journal ? journal : registered;
                  yield proxy(
                      ServiceRegistration.class,
                      (unregister, nothing) -> {
                        registered = null;
                        return null;
                      });
                }
                default -> throw new UnsupportedOperationException(method);
              });

  private interface Behaviour {
    @Nullable Object call(String method, Object[] arguments);
  }

  private static <T> T proxy(Class<T> type, Behaviour behaviour) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (self, method, arguments) -> behaviour.call(method.getName(), arguments)));
  }

  /** As the component runtime does: a value of another type is complained of when it is read. */
  private JournalComponent.Config config() {
    return proxy(
        JournalComponent.Config.class,
        (name, nothing) -> {
          Object value = values.getOrDefault(name, defaultOf(name));
          if (value instanceof RuntimeException e) {
            throw e;
          }
          return value;
        });
  }

  private static @Nullable Object defaultOf(String name) {
    try {
      Class<? extends Annotation> config = JournalComponent.Config.class;
      return config.getDeclaredMethod(name).getDefaultValue();
    } catch (NoSuchMethodException e) {
      throw new AssertionError(e);
    }
  }

  private JournalComponent component() {
    return new JournalComponent(context, config(), Map.of());
  }

  @Test
  void registersAJournalUnderTheHomeWithoutAnyConfiguration() {
    JournalComponent component = component();
    Journal journal = registered;
    assertThat(journal).isNotNull();
    Await.await(journal.append(Records.decided("call-1")));
    assertThat(component.health().level()).isEqualTo(Health.Level.OK);
    component.deactivate();
    assertThat(registered).isNull();
    assertThat(Chained.verified(home.resolve("data/journal")).calls()).containsExactly("call-1");
  }

  @Test
  void componentIsFollowedByItsOwnUpdate() {
    for (int i = 0; i < 3; i++) {
      JournalComponent component = component();
      assertThat(registered).isNotNull();
      component.deactivate();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "durability, sometimes, durability must be",
    "durability, '', durability must be",
    "keepArguments, yes, keepArguments must be true or false",
    "folder, ' ', folder is missing",
    "folder, 'a\0b', folder is not a path",
  })
  void textThatCannotBeUnderstoodGivesNoJournal(String key, String value, String complaint) {
    values.put(key, value);
    refused(complaint);
  }

  @ParameterizedTest
  @CsvSource({
    "segmentBytes, 0",
    "segmentBytes, -1",
    "segmentSeconds, 0",
    "spoolBytes, 1000",
    "keepDays, -1",
    "keepDays, 36601",
    "keepBytes, -1",
    "keepBytes, 65535",
    "spoolBytes, 9223372036854775807",
    "segmentSeconds, 9223372036854775807"
  })
  void numberOutOfRangeGivesNoJournal(String key, long value) {
    values.put(key, value);
    refused(key + " must be from");
  }

  @Test
  void invalidNumberGivesNoJournal() {
    values.put("segmentBytes", new IllegalStateException("cannot convert 'many' to long"));
    refused("cannot convert 'many' to long");
  }

  @Test
  void folderOfAnotherJournalGivesNoJournal() {
    JournalComponent first = component();
    registered = null;
    refused("in use by another part of this process");
    first.deactivate();
  }

  @Test
  void folderThatCannotBeMadeGivesNoJournal() throws java.io.IOException {
    Files.writeString(home.resolve("data"), "a file");
    refused("cannot be opened");
  }

  private void refused(String complaint) {
    JournalComponent component = component();
    assertThat(registered).isNull();
    assertThat(component.health().level()).isEqualTo(Health.Level.CRITICAL);
    assertThat(component.health().detail())
        .startsWith("io.portcullis.journal: ")
        .contains(complaint)
        .doesNotContain("\0");
    component.deactivate();
  }
}

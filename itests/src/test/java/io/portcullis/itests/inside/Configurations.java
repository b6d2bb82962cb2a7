// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.inside;

import io.portcullis.testkit.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.ConfigurationListener;

/** Changes configurations; each method returns when the components have taken the change over. */
public final class Configurations {
  private static final String FENCE = "io.portcullis.itests.fence.";
  private static final AtomicInteger FENCES = new AtomicInteger();

  private final Registry registry;
  private final ConfigurationAdmin admin;

  public Configurations(Registry registry) {
    this.registry = registry;
    this.admin = registry.service(ConfigurationAdmin.class);
  }

  public Map<String, Object> get(String pid) {
    try {
      Dictionary<String, Object> properties = admin.getConfiguration(pid, "?").getProperties();
      Map<String, Object> copy = new HashMap<>();
      if (properties != null) {
        Collections.list(properties.keys()).forEach(key -> copy.put(key, properties.get(key)));
      }
      return copy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public void set(String pid, Map<String, Object> properties) {
    change(
        () -> admin.getConfiguration(pid, "?"),
        configuration -> configuration.update(FrameworkUtil.asDictionary(properties)));
  }

  public void put(String pid, String key, Object value) {
    Map<String, Object> properties = get(pid);
    properties.put(key, value);
    set(pid, properties);
  }

  public void delete(String pid) {
    change(() -> admin.getConfiguration(pid, "?"), Configuration::delete);
  }

  /** One of several configurations of a component, by a name of its own. */
  public void setFactory(String factoryPid, String name, Map<String, Object> properties) {
    change(
        () -> admin.getFactoryConfiguration(factoryPid, name, "?"),
        configuration -> configuration.update(FrameworkUtil.asDictionary(properties)));
  }

  public void deleteFactory(String factoryPid, String name) {
    change(() -> admin.getFactoryConfiguration(factoryPid, name, "?"), Configuration::delete);
  }

  private interface Change {
    void to(Configuration configuration) throws IOException;
  }

  private interface Lookup {
    Configuration find() throws IOException;
  }

  private void change(Lookup lookup, Change change) {
    try {
      change.to(lookup.find());
      fence();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Configuration Admin tells all its listeners of one change after the other, in one thread, and
   * the component runtime is one of them: when a later change is heard of, earlier ones are done.
   */
  private void fence() throws IOException {
    String pid = FENCE + FENCES.incrementAndGet();
    CountDownLatch heard = new CountDownLatch(1);
    ConfigurationListener listener =
        event -> {
          if (event.getType() == ConfigurationEvent.CM_UPDATED && pid.equals(event.getPid())) {
            heard.countDown();
          }
        };
    ServiceRegistration<ConfigurationListener> registration =
        registry.register(ConfigurationListener.class, listener, Map.of());
    Configuration fence = admin.getConfiguration(pid, "?");
    fence.update(FrameworkUtil.asDictionary(Map.<String, Object>of("fence", true)));
    Await.await(heard);
    registration.unregister();
    fence.delete();
  }
}

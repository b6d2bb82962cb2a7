// SPDX-License-Identifier: Apache-2.0
package io.portcullis.launcher.plan;

import io.portcullis.launcher.failure.LaunchException;
import java.io.IOException;
import java.io.StringWriter;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import org.apache.felix.cm.json.io.ConfigurationResource;
import org.apache.felix.cm.json.io.Configurations;
import org.osgi.service.feature.Feature;
import org.osgi.service.feature.FeatureConfiguration;

/**
 * The configurations of all features, in the JSON that the Configurator takes as its initial state.
 */
public final class InitialConfigurations {
  private InitialConfigurations() {}

  /**
   * Joins the configurations of features and further ones.
   *
   * @param features the features to start
   * @param more configurations by PID, which override those of a feature
   */
  @SuppressWarnings("JdkObsolete")
  public // The library's signatures ask for a Hashtable.
  static String toJson(List<Feature> features, Map<String, Map<String, Object>> more)
      throws LaunchException {
    ConfigurationResource resource = new ConfigurationResource();
    // Without an identity the Configurator refuses the whole document.
    resource.getProperties().put(":configurator:symbolic-name", "io.portcullis.features");
    resource.getProperties().put(":configurator:version", "1.0.0");
    resource.getProperties().put(":configurator:resource-version", 1);
    for (Feature feature : features) {
      for (FeatureConfiguration configuration : feature.getConfigurations().values()) {
        Hashtable<String, Object> values = new Hashtable<>(configuration.getValues());
        Hashtable<String, Object> other =
            resource.getConfigurations().put(configuration.getPid(), values);
        if (other != null && !other.equals(values)) {
          throw new LaunchException(
              "feature %s: configuration %s differs from that of another feature"
                  .formatted(feature.getID(), configuration.getPid()));
        }
      }
    }
    more.forEach((pid, values) -> resource.getConfigurations().put(pid, new Hashtable<>(values)));
    StringWriter json = new StringWriter();
    try {
      Configurations.buildWriter().build(json).writeConfigurationResource(resource);
    } catch (IOException e) {
      throw new LaunchException("cannot write configurations: " + LaunchException.reasons(e));
    }
    return json.toString();
  }
}

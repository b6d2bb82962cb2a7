// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;

/**
 * A key store and where its password is, which is never in the configuration.
 *
 * @param path the file
 * @param type its type, such as PKCS12
 * @param passwordFile a file with the password, or null
 * @param passwordVariable an environment variable with it, or empty
 */
public record KeyStoreFile(
    Path path, String type, @Nullable Path passwordFile, String passwordVariable) {
  private static final int MAX_SECRET = 8 << 10;

  /**
   * What a server proves itself with.
   *
   * @throws IOException if the store cannot be read
   */
  public SslContextFactory.Server server() throws IOException {
    SslContextFactory.Server factory = new SslContextFactory.Server();
    factory.setKeyStore(load());
    factory.setKeyStorePassword(password());
    factory.setSniRequired(false);
    return factory;
  }

  /**
   * What a client trusts.
   *
   * @throws IOException if the store cannot be read
   */
  public SslContextFactory.Client trust() throws IOException {
    SslContextFactory.Client factory = new SslContextFactory.Client();
    factory.setTrustStore(load());
    return factory;
  }

  private KeyStore load() throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      KeyStore store = KeyStore.getInstance(type);
      store.load(in, password().toCharArray());
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IOException("the store " + path + " cannot be read: " + e.getMessage(), e);
    }
  }

  private String password() throws IOException {
    if (passwordFile != null) {
      return secret(passwordFile);
    }
    String password = System.getenv(passwordVariable);
    if (password == null) {
      throw new IOException("there is no environment variable " + passwordVariable);
    }
    return password;
  }

  /**
   * The secret that a file holds, without the line break at its end.
   *
   * @throws IOException if it cannot be read, is empty or is more than a secret
   */
  public static String secret(Path file) throws IOException {
    if (Files.size(file) > MAX_SECRET) {
      throw new IOException(file + " is too long for a secret");
    }
    String secret = Files.readString(file).strip();
    if (secret.isEmpty()) {
      throw new IOException(file + " is empty");
    }
    return secret;
  }
}

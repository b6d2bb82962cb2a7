// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.support.files.DurableFiles;
import io.portcullis.support.files.FileInUseException;
import io.portcullis.support.files.LockFile;
import io.portcullis.support.files.OwnerOnly;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The folder that keeps the orders over a restart. It gets its name once it contains the file, so a
 * folder without the file always means a loss. Not thread-safe.
 */
public final class OrdersDirectory implements AutoCloseable {
  public static final String FILE = "operations.json";
  public static final int MAX_BYTES = 64 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(OrdersDirectory.class);

  private final Path folder;
  private final Path file;
  private final LockFile lock;
  private final DurableFiles disk;
  private final int maxOrders;

  private OrdersDirectory(Path folder, LockFile lock, DurableFiles disk, int maxOrders) {
    this.folder = folder;
    this.file = folder.resolve(FILE);
    this.lock = lock;
    this.disk = disk;
    this.maxOrders = maxOrders;
  }

  /**
   * Locks a folder, which need not exist.
   *
   * @throws FileInUseException if another container or component has locked it
   * @throws UnreadableOrdersException if it cannot be locked
   */
  public static OrdersDirectory open(Path folder, DurableFiles disk, int maxOrders)
      throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new UnreadableOrdersException(absolute + " cannot be a folder for orders");
    }
    Path file = beside(absolute, ".lock");
    try {
      OwnerOnly.createDirectories(parent);
      return new OrdersDirectory(absolute, LockFile.acquire(file), disk, maxOrders);
    } catch (FileInUseException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableOrdersException(file + " cannot be locked: " + describe(e), e);
    }
  }

  private static Path beside(Path folder, String suffix) {
    return folder.resolveSibling(folder.getFileName() + suffix);
  }

  private static String describe(IOException e) {
    return PrintableText.line(e.getClass().getSimpleName() + " " + e.getMessage());
  }

  /** Returns the path of the orders file. */
  public Path file() {
    return file;
  }

  /**
   * Returns the orders on the disk; none at the first start, which creates the folder.
   *
   * @throws UnreadableOrdersException if they cannot be read, with the place
   */
  public Orders load() throws UnreadableOrdersException {
    try {
      boolean marked = lock.isMarked();
      if (!exists(folder)) {
        createUnless(marked);
      }
      Orders orders = read();
      if (!marked) {
        lock.mark();
      }
      return orders;
    } catch (UnreadableOrdersException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableOrdersException(file + " cannot be read: " + describe(e), e);
    }
  }

  /** Creates the folder, unless the mark shows that it existed: its orders must not be lost. */
  private void createUnless(boolean marked) throws UnreadableOrdersException {
    if (marked) {
      throw new UnreadableOrdersException(
          folder
              + " is missing, and the orders with it; restore it, or remove "
              + lock.path()
              + " too for a start without orders");
    }
    create();
  }

  private static boolean exists(Path path) throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void create() throws UnreadableOrdersException {
    try {
      createThenRename();
    } catch (IOException e) {
      throw new UnreadableOrdersException(folder + " cannot be created: " + describe(e), e);
    }
  }

  private void createThenRename() throws IOException {
    Path fresh = beside(folder, ".new"); // may exist, incomplete
    disk.createDirectories(fresh);
    disk.write(fresh.resolve(FILE), OrdersFormat.write(List.of()));
    disk.forceDirectory(fresh);
    disk.move(fresh, folder);
    forceParent();
  }

  private void forceParent() throws IOException {
    Path parent = folder.getParent();
    if (parent != null) {
      disk.forceDirectory(parent);
    }
  }

  private Orders read() throws IOException {
    if (!attributes().isRegularFile()) {
      throw new UnreadableOrdersException(file + " is not a regular file");
    }
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(MAX_BYTES + 1);
    }
    if (text.length > MAX_BYTES) {
      throw new UnreadableOrdersException(file + " has more than " + MAX_BYTES + " bytes");
    }
    try {
      return OrdersFormat.read(text, maxOrders);
    } catch (UnreadableOrdersException e) {
      throw new UnreadableOrdersException(file + ": " + e.getMessage(), e);
    }
  }

  private BasicFileAttributes attributes() throws IOException {
    try {
      return Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new UnreadableOrdersException(
          file
              + " is missing; restore it, or remove the folder and "
              + lock.path()
              + " for a start without orders",
          e);
    }
  }

  /**
   * Replaces the orders on the disk. At any instant the file has the old or the new orders.
   *
   * @throws IOException if they may not be on the disk, with the place
   */
  void save(Orders orders) throws IOException {
    try {
      disk.replace(file, OrdersFormat.write(orders.list()));
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + describe(e), e);
    }
  }

  @Override
  public void close() {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("{} cannot be closed: {}", lock.path(), e.getMessage());
    }
  }
}

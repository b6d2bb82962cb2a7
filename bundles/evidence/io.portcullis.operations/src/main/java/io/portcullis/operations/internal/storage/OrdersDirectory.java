// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import io.portcullis.operations.internal.orders.OrderText;
import io.portcullis.operations.internal.orders.Orders;
import io.portcullis.support.files.DurableFiles;
import io.portcullis.support.files.FileInUseException;
import io.portcullis.support.files.LockFile;
import io.portcullis.support.files.OwnerOnly;
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
 * The folder that keeps the orders over a restart. It gets its name when there is a file in it, so
 * that a folder without a file is always a loss. Not for use by several threads.
 */
public final class OrdersDirectory implements AutoCloseable {
  public static final String FILE = "operations.json";
  public static final int MAX_BYTES = 64 * 1024 * 1024;

  private static final Logger LOG = LoggerFactory.getLogger(OrdersDirectory.class);

  private final Path folder;
  private final Path file;
  private final LockFile lock;
  private final DurableFiles disk;
  private final int most;

  private OrdersDirectory(Path folder, LockFile lock, DurableFiles disk, int most) {
    this.folder = folder;
    this.file = folder.resolve(FILE);
    this.lock = lock;
    this.disk = disk;
    this.most = most;
  }

  /**
   * Takes possession of a folder, which need not be there.
   *
   * @throws FileInUseException if somebody else has
   * @throws UnreadableOrdersException if nobody can
   */
  public static OrdersDirectory open(Path folder, DurableFiles disk, int most) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new UnreadableOrdersException(absolute + " is no folder for orders");
    }
    Path file = beside(absolute, ".lock");
    try {
      OwnerOnly.createDirectories(parent);
      return new OrdersDirectory(absolute, LockFile.acquire(file), disk, most);
    } catch (FileInUseException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableOrdersException(file + " cannot be locked: " + said(e), e);
    }
  }

  private static Path beside(Path folder, String suffix) {
    return folder.resolveSibling(folder.getFileName() + suffix);
  }

  private static String said(IOException e) {
    return OrderText.of(e.getClass().getSimpleName() + " " + e.getMessage());
  }

  public Path file() {
    return file;
  }

  /**
   * The orders as they were kept; none at the very first start, which makes the folder.
   *
   * @throws UnreadableOrdersException if they cannot be known, with the place
   */
  public Orders load() throws UnreadableOrdersException {
    try {
      boolean marked = lock.isMarked();
      if (!isThere(folder)) {
        if (marked) {
          throw new UnreadableOrdersException(
              folder
                  + " is gone, and the orders with it; put it back, or remove "
                  + lock.path()
                  + " too for a start without orders");
        }
        make();
      }
      Orders orders = read();
      if (!marked) {
        lock.mark();
      }
      return orders;
    } catch (UnreadableOrdersException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableOrdersException(file + " cannot be read: " + said(e), e);
    }
  }

  private static boolean isThere(Path path) throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void make() throws UnreadableOrdersException {
    try {
      makeThenName();
    } catch (IOException e) {
      throw new UnreadableOrdersException(folder + " cannot be made: " + said(e), e);
    }
  }

  private void makeThenName() throws IOException {
    Path fresh = beside(folder, ".new"); // may be there, half done
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
    BasicFileAttributes facts;
    try {
      facts = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new UnreadableOrdersException(
          file
              + " is gone; put it back, or remove the folder and "
              + lock.path()
              + " for a start without orders",
          e);
    }
    if (!facts.isRegularFile()) {
      throw new UnreadableOrdersException(file + " is no file");
    }
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(MAX_BYTES + 1);
    }
    if (text.length > MAX_BYTES) {
      throw new UnreadableOrdersException(file + " has more than " + MAX_BYTES + " bytes");
    }
    try {
      return OrdersFormat.read(text, most);
    } catch (UnreadableOrdersException e) {
      throw new UnreadableOrdersException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Keeps these orders instead of those before. Whatever happens meanwhile, the file has either.
   *
   * @throws IOException if they may not be kept, with the place
   */
  void save(Orders orders) throws IOException {
    try {
      disk.replace(file, OrdersFormat.write(orders.list()));
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + said(e), e);
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

// SPDX-License-Identifier: Apache-2.0
/** Reports what lies in the deploy folder and cannot be installed. */
@NullMarked
package io.portcullis.shell.internal.deploy;

import org.jspecify.annotations.NullMarked;

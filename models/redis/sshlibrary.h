// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Private to the SSH tunnel: libssh, loaded when the first tunnel is opened.

#include <libssh/libssh.h>

namespace cacheledger
{

/// What is used of libssh. It is not linked: it brings Kerberos and others, which every start of the program would load
/// and relocate, and few open a tunnel.
struct SshLibrary {
#define CACHELEDGER_SSH_FUNCTIONS(each)                                                                                \
    each(ssh_new) each(ssh_free) each(ssh_options_set) each(ssh_set_blocking) each(ssh_connect) each(ssh_disconnect)   \
        each(ssh_get_error) each(ssh_get_fd) each(ssh_get_poll_flags) each(ssh_is_connected) each(ssh_send_ignore)     \
            each(ssh_session_is_known_server) each(ssh_get_server_publickey) each(ssh_get_publickey_hash)              \
                each(ssh_get_fingerprint_hash) each(ssh_clean_pubkey_hash) each(ssh_key_free)                          \
                    each(ssh_string_free_char) each(ssh_userauth_none) each(ssh_userauth_list)                         \
                        each(ssh_userauth_agent) each(ssh_userauth_password) each(ssh_userauth_publickey)              \
                            each(ssh_userauth_publickey_auto) each(ssh_pki_import_privkey_file) each(ssh_channel_new)  \
                                each(ssh_channel_free) each(ssh_channel_open_forward)                                  \
                                    each(ssh_channel_open_forward_unix) each(ssh_channel_read_nonblocking)             \
                                        each(ssh_channel_write) each(ssh_channel_window_size) each(ssh_channel_is_eof) \
                                            each(ssh_channel_close) each(ssh_channel_send_eof)
#define CACHELEDGER_SSH_POINTER(name) decltype(&::name) name = nullptr;
    CACHELEDGER_SSH_FUNCTIONS(CACHELEDGER_SSH_POINTER)
#undef CACHELEDGER_SSH_POINTER

    /// The system's libssh, loaded at the first call; null when there is none. Any thread.
    static const SshLibrary* shared();
};

} // namespace cacheledger

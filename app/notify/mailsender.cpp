// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/notify/mailsender.h"

#include "app/notify/transfer.h"

#include <QtCore/QCoreApplication>

#include <algorithm>
#include <cstring>

namespace cacheledger
{

namespace
{

struct MailTr {
    Q_DECLARE_TR_FUNCTIONS(MailSender)
};

struct Upload {
    const QByteArray& message;
    qsizetype at = 0;

    static size_t read(char* buffer, size_t size, size_t count, void* self)
    {
        auto* upload = static_cast<Upload*>(self);
        const qsizetype bytes = std::min(static_cast<qsizetype>(size * count), upload->message.size() - upload->at);
        std::memcpy(buffer, upload->message.constData() + upload->at, static_cast<size_t>(bytes));
        upload->at += bytes;
        return static_cast<size_t>(bytes);
    }
};

QByteArray mailUrl(const MailSettings& mail)
{
    const bool bare6 = mail.host.contains(QLatin1Char(':')) && !mail.host.startsWith(QLatin1Char('['));
    const QString host = bare6 ? QLatin1Char('[') + mail.host + QLatin1Char(']') : mail.host;
    return (QLatin1String(mail.security == MailSecurity::Tls ? "smtps://" : "smtp://") + host + QLatin1Char(':') +
            QString::number(mail.port))
        .toUtf8();
}

/// What the server's last answer means where the transfer itself went wrong.
SendOutcome failedMail(CURLcode code, const Transfer& transfer, const QString& host, bool allRead,
                       const SendLimits& limits)
{
    using Kind = SendOutcome::Kind;
    const long reply = transfer.responseCode();
    const QString said = shownAnswer(transfer.lastRefusal());
    if (code == CURLE_LOGIN_DENIED)
        return {Kind::Refused, MailTr::tr("%1 does not accept this user and password: %2").arg(host, said)};
    const bool byNetwork = code == CURLE_OPERATION_TIMEDOUT || code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING;
    if (!byNetwork && reply >= 500)
        return {Kind::Refused, MailTr::tr("%1 refused the mail: %2").arg(host, said)};
    if (!byNetwork && reply >= 400)
        return {Kind::Failed, MailTr::tr("%1 does not take the mail now: %2").arg(host, said)};
    const bool ofSettings =
        code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE;
    return {ofSettings ? Kind::Refused : allRead ? Kind::Unclear : Kind::Failed, transferProblem(code, host, limits)};
}

} // namespace

SendOutcome sendMail(const MailSettings& mail, const QString& password, const QByteArray& message,
                     const SendLimits& limits)
{
    Transfer transfer(limits, mail.caFile);
    CurlList recipients;
    for (const QString& to : mail.to)
        recipients.add('<' + to.toLatin1() + '>');
    Upload upload{message};
    transfer.set(CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    transfer.set(CURLOPT_URL, mailUrl(mail).constData());
    transfer.set(CURLOPT_USE_SSL,
                 static_cast<long>(mail.security == MailSecurity::None ? CURLUSESSL_NONE : CURLUSESSL_ALL));
    // Also how long the farewell may take, which the other limits leave out.
    transfer.set(CURLOPT_SERVER_RESPONSE_TIMEOUT, std::max(1L, static_cast<long>(limits.totalMs / 1000)));
    transfer.set(CURLOPT_MAIL_FROM, QByteArray('<' + mail.from.toLatin1() + '>').constData());
    transfer.set(CURLOPT_MAIL_RCPT, recipients.get());
    if (!mail.user.isEmpty()) {
        transfer.set(CURLOPT_USERNAME, mail.user.toUtf8().constData());
        transfer.set(CURLOPT_PASSWORD, password.toUtf8().constData());
    }
    transfer.set(CURLOPT_UPLOAD, 1L);
    transfer.set(CURLOPT_READFUNCTION, &Upload::read);
    transfer.set(CURLOPT_READDATA, static_cast<void*>(&upload));
    const CURLcode code = transfer.perform();
    const QString host = mail.host + QLatin1Char(':') + QString::number(mail.port);
    if (code == CURLE_OK)
        return {};
    return failedMail(code, transfer, host, upload.at == message.size(), limits);
}

} // namespace cacheledger

// SPDX-License-Identifier: GPL-3.0-or-later
#include "alerts/mailmessage.h"

#include "alerts/notificationtext.h"

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
#include <QtCore/QTimeZone>
#include <QtCore/QUrl>

#include <algorithm>

namespace cacheledger
{

/// Bytes of a base64 word: with "=?UTF-8?B?" and "?=" it has 57 characters (RFC 2047 allows 75).
static constexpr qsizetype encodedWordBytes = 33;
static constexpr qsizetype base64LineBytes = 57; // 76 characters, RFC 2045

static bool isPlainHeader(const QString& text)
{
    return std::ranges::all_of(text, [](QChar c) { return c.unicode() >= 0x20 && c.unicode() < 0x7f; }) &&
           !text.contains(QLatin1String("=?"));
}

/// Encoded words hold whole characters each.
static QByteArray encodedWords(const QString& text)
{
    QByteArray words;
    QByteArray word;
    const auto end = [&] {
        if (!word.isEmpty())
            words += (words.isEmpty() ? "" : "\r\n ") + ("=?UTF-8?B?" + word.toBase64() + "?=");
        word.clear();
    };
    for (const char32_t c : text.toUcs4()) {
        const QByteArray character = QString::fromUcs4(&c, 1).toUtf8();
        if (word.size() + character.size() > encodedWordBytes)
            end();
        word += character;
    }
    end();
    return words;
}

QByteArray mailHeader(const QByteArray& name, const QString& value)
{
    const QByteArray start = name + ": ";
    if (isPlainHeader(value) && start.size() + value.size() <= 78)
        return start + value.toLatin1() + "\r\n";
    return start + encodedWords(value) + "\r\n";
}

/// RFC 5322's date, in English whatever the locale.
static QByteArray mailDate(TimeMs timeMs)
{
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(timeMs, QTimeZone::utc());
    return QLocale::c().toString(time, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")).toLatin1() + " +0000";
}

/// Up to the subject and the id, which is all that our mails have in common.
static QByteArray mailHeaders(const MailSettings& mail, const QString& subject, const QString& id, TimeMs nowMs)
{
    const QByteArray domain = mail.from.section(QLatin1Char('@'), -1).toLatin1();
    QByteArray message = "Date: " + mailDate(nowMs) + "\r\n";
    message += "From: CacheLedger <" + mail.from.toLatin1() + ">\r\n";
    message += "To: " + mail.to.join(QLatin1String(",\r\n ")).toLatin1() + "\r\n";
    message += mailHeader("Subject", subject);
    message += "Message-ID: <" + id.toLatin1() + '@' + domain + ">\r\n";
    message += "Auto-Submitted: auto-generated\r\n";
    return message;
}

static QByteArray base64Lines(const QByteArray& bytes)
{
    QByteArray lines;
    lines.reserve(bytes.size() * 3 / 2);
    for (qsizetype i = 0; i < bytes.size(); i += base64LineBytes)
        lines += bytes.mid(i, base64LineBytes).toBase64() + "\r\n";
    return lines;
}

static QByteArray textPart(QString text)
{
    return "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" +
           base64Lines(text.replace(QLatin1Char('\n'), QLatin1String("\r\n")).toUtf8());
}

QByteArray mailMessage(const MailSettings& mail, const Notification& notification, TimeMs nowMs)
{
    QByteArray message = mailHeaders(mail, notificationtext::title(notification), notification.id, nowMs);
    if (notification.possiblyDuplicate)
        message += "X-CacheLedger-Possibly-Duplicate: true\r\n";
    return message + "MIME-Version: 1.0\r\n" + textPart(notificationtext::body(notification));
}

QByteArray mailMessage(const MailSettings& mail, const MailWithFile& content, TimeMs nowMs)
{
    static const QByteArray boundary("=_cacheledger_part"); // "=_" is in no line of base64
    const QByteArray name = QUrl::toPercentEncoding(content.fileName);
    return mailHeaders(mail, content.subject, content.id, nowMs) +
           "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"" + boundary + "\"\r\n\r\n--" + boundary +
           "\r\n" + textPart(content.text) + "--" + boundary + "\r\nContent-Type: " + content.fileType +
           "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment;\r\n filename*=UTF-8''" + name +
           "\r\n\r\n" + base64Lines(content.file) + "--" + boundary + "--\r\n";
}

} // namespace cacheledger

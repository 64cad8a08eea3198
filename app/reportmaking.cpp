// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/reportmaking.h"

#include "alerts/mailmessage.h"
#include "app/notify/mailsender.h"
#include "config/configfile.h"
#include "ui/report/reportfile.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QCryptographicHash>
#include <QtCore/QDir>
#include <QtCore/QFileInfo>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static QString makingText(const char* text)
{
    return QCoreApplication::translate("Reports", text);
}

Result<QByteArray> makeReport(const ReportGathering& gathering, const ReportOrder& order,
                              const std::atomic_bool* cancelled)
{
    const auto input = gatherReport(gathering, order, cancelled);
    if (!input)
        return input.error();
    const auto report = buildCostReport(*input);
    if (!report)
        return report.error();
    return reportBytes(*report, order);
}

Result<void> writeReport(const QString& file, const QByteArray& bytes)
{
    const QFileInfo info(file);
    if (!QFileInfo(info.absolutePath()).isDir())
        return Error{ErrorCode::Io,
                     makingText("The report cannot be saved as %1: there is no folder %2.")
                         .arg(QDir::toNativeSeparators(file), QDir::toNativeSeparators(info.absolutePath())),
                     makingText("Make the folder, or choose another.")};
    if (info.isDir())
        return Error{
            ErrorCode::Io,
            makingText("The report cannot be saved as %1: that is a folder.").arg(QDir::toNativeSeparators(file)),
            makingText("Choose another name.")};
    return configfile::write(file, bytes);
}

static QByteArray typeOf(const QString& file)
{
    return file.endsWith(".html"_L1)  ? "text/html; charset=utf-8"
           : file.endsWith(".csv"_L1) ? "text/csv; charset=utf-8"
                                      : "application/pdf";
}

QString mailReport(const AlertChannel& channel, const QString& password, const QString& file, const QByteArray& bytes,
                   const QString& subject, TimeMs nowMs, const std::atomic_bool* cancelled)
{
    if (channel.kind != ChannelKind::Mail)
        return makingText("The channel %1 sends no mail, so the report cannot be attached.").arg(channel.name);
    const QString name = QFileInfo(file).fileName();
    const QString id =
        QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex().left(32));
    const MailWithFile content{
        u"report-"_s + id,
        subject,
        makingText("The report is attached as %1.\n\nCacheLedger made it; answers are not read.\n").arg(name),
        name,
        typeOf(file),
        bytes};
    SendLimits limits;
    limits.totalMs = 120'000; // an attachment is larger than an alert
    limits.cancelled = cancelled;
    return sendMail(channel.mail, password, mailMessage(channel.mail, content, nowMs), limits).problem;
}

} // namespace cacheledger

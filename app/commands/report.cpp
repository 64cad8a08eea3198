// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/report.h"

#include "app/historytargets.h"
#include "app/notify/channelstore.h"
#include "app/reportmaking.h"
#include "app/reportsources.h"
#include "app/suggest.h"
#include "config/configfile.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QStandardPaths>

namespace cacheledger
{

using namespace Qt::StringLiterals;

static Result<AlertChannel> mailChannel(const QString& id, const CommandContext& context)
{
    ChannelStore store(context.profile.channelsFile());
    store.load();
    for (const QString& problem : store.problems())
        context.console.note(problem);
    const AlertChannel* channel = store.find(id);
    QStringList mails;
    for (const AlertChannel& each : store.channels()) {
        if (each.kind == ChannelKind::Mail)
            mails << each.id;
    }
    if (channel && channel->kind == ChannelKind::Mail)
        return *channel;
    const QString nearest = nearestWord(id, mails);
    return Error{ErrorCode::InvalidArgument, Cli::tr("There is no mail channel \"%1\".").arg(id),
                 nearest.isEmpty() ? Cli::tr("Make one in the window's settings, or leave --mail out.")
                                   : Cli::tr("Did you mean %1?").arg(nearest)};
}

static int sendIt(const ReportOptions& options, const QString& file, const QByteArray& bytes, const QString& subject,
                  const CommandContext& context)
{
    const auto channel = mailChannel(options.mail, context);
    if (!channel)
        return context.console.fail(channel.error());
    const QString problem = mailReport(*channel, context.credentials.channelSecret(channel->id).value_or(QString()),
                                       file, bytes, subject, context.clock->nowMs());
    if (problem.isEmpty())
        return context.console.finish(ExitCode::Ok);
    return context.console.fail(Error{ErrorCode::ServerError,
                                      Cli::tr("The report was written, but not sent: %1").arg(problem),
                                      Cli::tr("Try the channel with cacheledger channels test %1.").arg(channel->id)});
}

int runReport(const ReportCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    if (!command.options.mail.isEmpty()) { // before the work
        if (const auto channel = mailChannel(command.options.mail, context); !channel)
            return console.fail(channel.error());
    }
    const auto subject = reportSubject(command.options.cache, context);
    if (!subject)
        return console.fail(subject.error());
    const auto gathering = reportGathering(context.profile, *subject, command.options.order.currency, context.clock);
    if (!gathering)
        return console.fail(gathering.error());
    ReportOrder order = command.options.order;
    order.cache = gathering->cache;
    const auto period = command.options.preset.isEmpty()
                            ? periodOf(command.span, gathering->zone)
                            : *reportPeriod(command.options.preset, gathering->nowMs, gathering->zone);
    if (!period)
        return console.fail(period.error());
    order.period = *period;
    const auto bytes = makeReport(*gathering, order);
    if (!bytes)
        return console.fail(bytes.error());
    const QString name = reportFileName(gathering->cacheName, order.period, order.form, gathering->zone);
    const QString file = command.output.isEmpty() ? QDir(command.options.folder).filePath(name) : command.output;
    if (const auto written = writeReport(file, *bytes); !written)
        return console.fail(written.error());
    if (!command.options.mail.isEmpty())
        return sendIt(command.options, file, *bytes, Cli::tr("Cost report of %1").arg(gathering->cacheName), context);
    return console.finish(ExitCode::Ok);
}

/// What the service runs: the options again, without those of the schedule itself.
static QStringList serviceArguments(const ReportScheduleCommand& command, const CommandContext& context)
{
    const ReportOrder& order = command.options.order;
    QStringList words{u"report"_s,
                      u"--cache"_s,
                      command.options.cache,
                      u"--preset"_s,
                      presetOf(command.every),
                      u"--folder"_s,
                      QDir(command.options.folder).absolutePath(),
                      u"--format"_s,
                      reportFormName(order.form),
                      u"--paper"_s,
                      reportPaperName(order.paper),
                      u"--locale"_s,
                      order.locale.name()};
    const auto add = [&words](const QString& option, const QString& value) {
        if (!value.isEmpty())
            words << option << value;
    };
    add(u"--currency"_s, order.currency);
    add(u"--title"_s, order.title);
    add(u"--logo"_s, order.logoFile.isEmpty() ? QString() : QFileInfo(order.logoFile).absoluteFilePath());
    add(u"--mail"_s, command.options.mail);
    return context.profileDir.isEmpty() ? words
                                        : QStringList{u"--profile"_s, QDir(context.profileDir).absolutePath()} + words;
}

static int writeUnits(const SystemdUnits& units, Console& console)
{
    const QDir folder(QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/systemd/user"_s);
    for (const auto& [ending, text] : {std::pair(u".service"_s, units.service), std::pair(u".timer"_s, units.timer)}) {
        const QString file = folder.filePath(units.name + ending);
        if (const auto written = configfile::write(file, text); !written)
            return console.fail(written.error());
        console.writeLine(Cli::tr("Written: %1").arg(file));
    }
    console.writeLine(Cli::tr("Begin with: systemctl --user daemon-reload && systemctl --user enable --now %1.timer")
                          .arg(units.name));
    return console.finish(ExitCode::Ok);
}

static Result<void> keepSchedule(const ReportSchedule& schedule, const CommandContext& context)
{
    const QString file = context.profile.reportsFile();
    auto schedules = loadReportSchedules(file);
    if (!schedules)
        return schedules.error();
    std::erase_if(*schedules, [&schedule](const ReportSchedule& each) { return each.id == schedule.id; });
    schedules->push_back(schedule);
    return saveReportSchedules(file, *schedules);
}

int runReportSchedule(const ReportScheduleCommand& command, const CommandContext& context)
{
    Console& console = context.console;
    const auto file = openHistoryIfThere(context);
    if (!file)
        return console.fail(file.error());
    const auto target = resolveHistoryTarget(command.options.cache, file->get(), context);
    if (!target)
        return console.fail(target.error());
    if (!command.options.mail.isEmpty()) {
        if (const auto channel = mailChannel(command.options.mail, context); !channel)
            return console.fail(channel.error());
    }
    ReportSchedule schedule;
    schedule.every = command.every;
    schedule.order = command.options.order;
    schedule.order.cache = target->cache;
    schedule.folder = QDir(command.options.folder).absolutePath();
    schedule.channel = command.options.mail;
    schedule.sinceMs = context.clock->nowMs();
    // The same again replaces it; another folder is another schedule.
    schedule.id = u"%1 %2 %3"_s.arg(schedule.order.cache.value, presetOf(schedule.every), schedule.folder);
    if (const auto checked = checkReportSchedule(schedule); !checked)
        return console.fail(checked.error());
    if (!command.systemd) {
        if (const auto kept = keepSchedule(schedule, context); !kept)
            return console.fail(kept.error());
        console.writeLine(Cli::tr("The window makes this report while it is open, into %1.").arg(schedule.folder));
        return console.finish(ExitCode::Ok);
    }
    const SystemdUnits units = systemdUnits(schedule, target->name, QCoreApplication::applicationFilePath(),
                                            serviceArguments(command, context));
    if (command.write)
        return writeUnits(units, console);
    console.write("# " + units.name.toUtf8() + ".service\n" + units.service + "\n# " + units.name.toUtf8() +
                  ".timer\n" + units.timer);
    return console.finish(ExitCode::Ok);
}

} // namespace cacheledger

// SPDX-License-Identifier: GPL-3.0-or-later
// The architecture is the list of what each module may include; this test fails when an include crosses it.
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QMap>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

namespace
{

struct Module {
    QString name;
    QString folder;
    QSet<QString> mayUse, qt, external;
};

QSet<QString> setOf(const QString& commaSeparated)
{
    const QStringList words = commaSeparated.split(',', Qt::SkipEmptyParts);
    return QSet<QString>(words.begin(), words.end());
}

QMap<QString, Module> readModules(const QString& file)
{
    QMap<QString, Module> modules;
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        return modules;
    for (const QString& line : QString::fromUtf8(in.readAll()).split('\n', Qt::SkipEmptyParts)) {
        const QStringList parts = line.split('|');
        if (parts.size() == 5)
            modules[parts[0]] = {parts[0], parts[1], setOf(parts[2]), setOf(parts[3]), setOf(parts[4])};
    }
    return modules;
}

/// Library headers that only the modules that name them may include.
const QMap<QString, QString> externalHeaders = {
    {"hiredis", "hiredis"},         {"sqlite3.h", "sqlite3"}, {"zstd.h", "zstd"}, {"nlohmann", "nlohmann"},
    {"qt6keychain", "qt6keychain"}, {"yaml-cpp", "yaml-cpp"}, {"curl", "curl"},
};

QString judgeAngle(const Module& module, const QString& path)
{
    const QString head = path.section('/', 0, 0);
    if (head.startsWith("Qt") && path.contains('/'))
        return module.qt.contains(head.mid(2)) ? QString()
                                               : QString("%1 may not use Qt %2").arg(module.name, head.mid(2));
    static const QRegularExpression bareQt("^Q[A-Z]");
    if (bareQt.match(path).hasMatch() || (head.startsWith("Qt") && !path.contains('/')))
        return "write Qt headers with their module: <QtCore/QString>";
    if (externalHeaders.contains(head) && !module.external.contains(externalHeaders[head]))
        return QString("%1 may not use %2").arg(module.name, externalHeaders[head]);
    return {};
}

QString judgeQuoted(const QMap<QString, Module>& modules, const Module& module, const QString& path)
{
    if (!path.contains('/'))
        return path.endsWith(".moc") ? QString() : QString("write the path from the root: \"%1/...\"").arg(module.name);
    const QString other = path.section('/', 0, 0);
    if (!modules.contains(other))
        return QString("no module is called %1").arg(other);
    if (other == module.name || module.mayUse.contains(other))
        return {};
    return QString("%1 may not use %2").arg(module.name, other);
}

/// Why an include line is not allowed; empty when it is, or when the line is none.
QString judge(const QMap<QString, Module>& modules, const Module& module, const QString& line)
{
    static const QRegularExpression include("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]");
    const QRegularExpressionMatch match = include.match(line);
    if (!match.hasMatch())
        return {};
    return match.captured(1) == "<" ? judgeAngle(module, match.captured(2))
                                    : judgeQuoted(modules, module, match.captured(2));
}

} // namespace

class TestIncludes : public QObject
{
    Q_OBJECT

    const QMap<QString, Module> m_modules = readModules(PROJECT_BINARY_DIR "/architecture.txt");

private Q_SLOTS:
    void theListsKeepTheHousesRules()
    {
        for (const char* name : {"metrics", "config", "redis", "history", "ui", "app"})
            QVERIFY2(m_modules.contains(name), name);
        for (const Module& module : m_modules) {
            QVERIFY2(!module.mayUse.contains("app"), qPrintable(module.name));
            if (!module.folder.startsWith("models/"))
                continue;
            for (const char* gui : {"Gui", "Widgets", "Charts", "Svg"})
                QVERIFY2(!module.qt.contains(gui), qPrintable(module.name));
            QVERIFY2(!module.mayUse.contains("ui"), qPrintable(module.name));
        }
        QVERIFY(!m_modules["ui"].mayUse.contains("redis"));
        QVERIFY(!m_modules["ui"].mayUse.contains("sources"));
        QVERIFY(!m_modules["ui"].qt.contains("Network"));
        QVERIFY(!m_modules["ui"].external.contains("sqlite3"));
    }

    void noIncludeCrossesALine()
    {
        QStringList wrong;
        int files = 0;
        for (const Module& module : m_modules) {
            QDirIterator walk(PROJECT_SOURCE_DIR "/" + module.folder, {"*.h", "*.cpp"}, QDir::Files,
                              QDirIterator::Subdirectories);
            while (walk.hasNext()) {
                QFile file(walk.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                ++files;
                int number = 0;
                for (const QString& line : QString::fromUtf8(file.readAll()).split('\n')) {
                    ++number;
                    if (const QString why = judge(m_modules, module, line); !why.isEmpty())
                        wrong += QString("%1:%2: %3").arg(file.fileName()).arg(number).arg(why);
                }
            }
        }
        QVERIFY(files > 20);
        QVERIFY2(wrong.isEmpty(), qPrintable("\n" + wrong.join('\n')));
    }

    void aCrossingIsSeen_data()
    {
        QTest::addColumn<QString>("module");
        QTest::addColumn<QString>("line");
        QTest::addColumn<bool>("allowed");
        QTest::newRow("a model may not paint") << "metrics"
                                               << "#include <QtGui/QColor>" << false;
        QTest::newRow("also not by a space after the hash") << "metrics"
                                                            << "# include <QtWidgets/QLabel>" << false;
        QTest::newRow("a header without its module hides where it is from") << "metrics"
                                                                            << "#include <QString>" << false;
        QTest::newRow("a whole module at once hides it too") << "ui"
                                                             << "#include <QtWidgets>" << false;
        QTest::newRow("a page has no socket") << "ui"
                                              << "#include <QtNetwork/QTcpSocket>" << false;
        QTest::newRow("a page does not ask Redis") << "ui"
                                                   << "#include \"redis/connection.h\"" << false;
        QTest::newRow("a page has no database") << "ui"
                                                << "#include <sqlite3.h>" << false;
        QTest::newRow("metrics know nothing above them") << "metrics"
                                                         << "#include \"history/frame.h\"" << false;
        QTest::newRow("nothing uses app") << "ui"
                                          << "#include \"app/version.h\"" << false;
        QTest::newRow("only redis has hiredis among the models") << "history"
                                                                 << "#include <hiredis/read.h>" << false;
        QTest::newRow("a module uses itself") << "metrics"
                                              << "#include \"metrics/ids.h\"" << true;
        QTest::newRow("history uses metrics") << "history"
                                              << "#include \"metrics/ids.h\"" << true;
        QTest::newRow("Qt Core is everybody's") << "metrics"
                                                << "#include <QtCore/QString>" << true;
        QTest::newRow("the standard library is everybody's") << "metrics"
                                                             << "#include <vector>" << true;
        QTest::newRow("a comment is no include") << "metrics"
                                                 << "// see <QtGui/QColor>" << true;
    }

    void aCrossingIsSeen()
    {
        QFETCH(QString, module);
        QFETCH(QString, line);
        QFETCH(bool, allowed);
        QCOMPARE(judge(m_modules, m_modules[module], line).isEmpty(), allowed);
    }
};

QTEST_APPLESS_MAIN(TestIncludes)
#include "tst_includes.moc"

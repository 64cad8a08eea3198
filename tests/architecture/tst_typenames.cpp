// SPDX-License-Identifier: GPL-3.0-or-later
// Two modules must not define a type of the same name: the linker would keep the inline functions of one for both.
#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QMap>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

namespace
{

/// The types that a source defines at namespace scope, with their namespaces; those of unnamed ones are left out.
QStringList typesOf(const QString& source)
{
    static const QRegularExpression opened("^namespace\\s*([\\w:]*)");
    static const QRegularExpression type("^(?:struct|class|enum class) (\\w+)(?: final)?(?:\\s*[:{].*)?$");
    QStringList spaces, found;
    for (const QString& line : source.split('\n')) {
        if (const auto match = opened.match(line); match.hasMatch() && !line.contains('='))
            spaces += match.captured(1);
        else if (line.startsWith("} // namespace") && !spaces.isEmpty())
            spaces.removeLast();
        else if (const auto named = type.match(line); named.hasMatch() && !spaces.contains(QString()))
            found += (spaces + QStringList(named.captured(1))).join("::");
    }
    return found;
}

} // namespace

class TestTypeNames : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachNameIsDefinedByOneModule()
    {
        QMap<QString, QSet<QString>> folders; // by name
        for (const char* top : {"models", "ui", "app"}) {
            QDirIterator walk(QString(PROJECT_SOURCE_DIR "/%1").arg(top), {"*.h", "*.cpp"}, QDir::Files,
                              QDirIterator::Subdirectories);
            while (walk.hasNext()) {
                QFile file(walk.next());
                QVERIFY(file.open(QIODevice::ReadOnly));
                const QString path = walk.filePath().mid(qstrlen(PROJECT_SOURCE_DIR) + 1);
                const QString module = path.section('/', 0, path.startsWith("models/") ? 1 : 0);
                for (const QString& name : typesOf(QString::fromUtf8(file.readAll())))
                    folders[name] += module;
            }
        }
        QVERIFY(folders.size() > 200);
        QStringList wrong;
        for (auto name = folders.cbegin(); name != folders.cend(); ++name)
            if (name->size() > 1)
                wrong += name.key() + " in " + QStringList(name->cbegin(), name->cend()).join(" and ");
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong.join('\n')));
    }

    void typesAreSeen_data()
    {
        QTest::addColumn<QString>("source");
        QTest::addColumn<QStringList>("types");
        QTest::newRow("a struct") << "namespace a\n{\nstruct B {\n} // namespace a" << QStringList{"a::B"};
        QTest::newRow("its namespace tells it apart")
            << "namespace a::c\n{\nclass B : public D" << QStringList{"a::c::B"};
        QTest::newRow("a declaration is none") << "namespace a\n{\nclass B;" << QStringList();
        QTest::newRow("an unnamed namespace is a file's own")
            << "namespace a\n{\nnamespace\n{\nstruct B {" << QStringList();
        QTest::newRow("after it the names count again")
            << "namespace\n{\n} // namespace\nenum class B { X };" << QStringList{"B"};
    }

    void typesAreSeen()
    {
        QFETCH(QString, source);
        QTEST(typesOf(source), "types");
    }
};

QTEST_APPLESS_MAIN(TestTypeNames)
#include "tst_typenames.moc"

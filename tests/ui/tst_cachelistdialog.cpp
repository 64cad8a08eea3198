// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/uifixture.h"
#include "ui/dialogs/cachelistdialog.h"
#include "ui/figuretable.h"

#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QCheckBox>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>

using namespace cacheledger;
using cacheledger::testing::UiFixture;
using namespace Qt::StringLiterals;

class TestCacheListDialog : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        fixture = std::make_unique<UiFixture>();
        m_known = fixture->addCache(u"known"_s);
        dialog = std::make_unique<CacheListDialog>(fixture->services, &fixture->theme);
        dialog->show();
    }

    void cleanup()
    {
        dialog.reset();
        fixture.reset();
    }

    void whatIsTakenIsShownBeforeItIsDone()
    {
        read("name,url,environment,tags,password,owner\n"
             "shop,redis://shop.example,production,\"a,b\",canary,joe\n"
             "again,redis://10.0.1.7:6379,,,,\n"
             "lab,lab.example,,,,\n");
        QCOMPARE(message(), u"To be added: 2, not taken: 1."_s);
        QCOMPARE(cell(0, 0), u"not taken"_s);
        QCOMPARE(cell(0, 5), u"it is watched already, as \"known\"."_s);
        QCOMPARE(cell(1, 2), u"shop"_s);
        QCOMPARE(cell(1, 3), u"redis://shop.example:6379/0"_s);
        QCOMPARE(cell(1, 4), u"production a b"_s);
        QCOMPARE(cell(1, 5), u"without password"_s);
        const QString notes = dialog->findChild<QLabel*>(u"ImportNotes"_s)->text();
        QVERIFY2(notes.contains(u"Not written into any file: password."_s), qPrintable(notes));
        QVERIFY2(notes.contains(u"owner"_s), qPrintable(notes));
        QCOMPARE(fixture->caches.caches().size(), std::size_t(1));
        QSignalSpy imported(dialog.get(), &CacheListDialog::imported);
        button(u"ImportAccept"_s)->click();
        QCOMPARE(imported.size(), 1);
        QCOMPARE(fixture->caches.caches().size(), std::size_t(3));
        QCOMPARE(fixture->vault.passwords[fixture->caches.findByName(u"shop"_s)->id], u"canary"_s);
        QVERIFY(!fileContent().contains("canary"));
    }

    void passwordsAreKeptOnlyIfTheUserWants()
    {
        read("url\nredis://u:canary@shop.example\n");
        auto* keep = dialog->findChild<QCheckBox*>(u"ImportPasswords"_s);
        QVERIFY(keep->isVisible() && keep->isChecked());
        keep->click();
        button(u"ImportAccept"_s)->click();
        QCOMPARE(fixture->caches.caches().size(), std::size_t(2));
        QVERIFY(fixture->vault.passwords.empty());
        QVERIFY(!fileContent().contains("canary"));
    }

    void aBadListSaysWhatIsWrongAndAddsNothing()
    {
        read("a,b\n1,2\n");
        QVERIFY2(message().contains(u"names no column"_s), qPrintable(message()));
        QVERIFY(!button(u"ImportAccept"_s)->isEnabled());
        read("host\nshop.example\n"); // another file may be chosen
        QVERIFY(button(u"ImportAccept"_s)->isEnabled());
    }

    void aFileThatIsNotThereIsSaid()
    {
        QSignalSpy previewed(dialog.get(), &CacheListDialog::previewed);
        dialog->read(fixture->dir.filePath(u"nothing.csv"_s));
        QTRY_COMPARE(previewed.size(), 1);
        QVERIFY2(message().contains(u"cannot be read"_s), qPrintable(message()));
    }

    void whatCannotBeSavedLeavesNoPasswordBehind()
    {
        read("url\nredis://u:canary@shop.example\n");
        const CacheConfig between = fixture->addCache(u"shop.example:6379"_s); // took the name meanwhile
        button(u"ImportAccept"_s)->click();
        QVERIFY2(message().contains(between.name), qPrintable(message()));
        QVERIFY(fixture->vault.passwords.empty());
        QVERIFY(dialog->isVisible());
    }

private:
    void read(const QByteArray& text)
    {
        QFile file(fixture->dir.filePath(u"list.csv"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QSignalSpy previewed(dialog.get(), &CacheListDialog::previewed);
        dialog->read(file.fileName());
        QTRY_COMPARE(previewed.size(), 1);
    }

    QString message() const { return dialog->findChild<QLabel*>(u"ImportMessage"_s)->text(); }
    QPushButton* button(const QString& name) const { return dialog->findChild<QPushButton*>(name); }
    QString cell(int row, int column) const
    {
        return dialog->findChild<FigureTable*>()->figures().index(row, column).data().toString();
    }
    QByteArray fileContent() const
    {
        QFile file(fixture->dir.filePath(u"caches.json"_s));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    std::unique_ptr<UiFixture> fixture;
    std::unique_ptr<CacheListDialog> dialog;
    CacheConfig m_known;
};

QTEST_MAIN(TestCacheListDialog)
#include "tst_cachelistdialog.moc"

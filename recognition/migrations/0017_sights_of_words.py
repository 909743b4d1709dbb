from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('recognition', '0016_readers_of_hands'),
    ]

    operations = [
        migrations.AddField(
            model_name='reading',
            name='sight',
            field=models.BinaryField(blank=True, default=bytes),
        ),
    ]
